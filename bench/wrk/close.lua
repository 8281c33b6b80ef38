-- Each request on a connection of its own.
dofile(os.getenv("BENCH_WRK") .. "/report.lua")
wrk.headers["Connection"] = "close"
