-- Goes through the host names of all routes, so that each is as likely as any other. BENCH_ROUTES says how many there are.
dofile(os.getenv("BENCH_WRK") .. "/report.lua")
local count = tonumber(os.getenv("BENCH_ROUTES"))
local requests, at = {}, 0

function init()
  for i = 1, count do
    requests[i] = wrk.format("GET", nil, {["Host"] = "h" .. (i - 1) .. ".bench"})
  end
end

-- A stride with no factor in common with 4 or 1,000 visits all, and no neighbours in a row.
function request()
  at = (at + 7) % count
  return requests[at + 1]
end
