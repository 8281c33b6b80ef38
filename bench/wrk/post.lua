-- A body of 5 KB with each request.
dofile(os.getenv("BENCH_WRK") .. "/report.lua")
wrk.method = "POST"
wrk.body = string.rep("x", 5120)
wrk.headers["Content-Type"] = "application/octet-stream"
