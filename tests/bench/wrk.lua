-- For wrk: tell the result as figures; with the environment's ADDRESSES, a file of one path a line, ask for each once.
local list = os.getenv("ADDRESSES")

if list then
  local ffi = require("ffi")
  ffi.cdef("int getpid(void); int kill(int pid, int signal);")
  local asked, answered, requests = 0, 0, {}

  function init()
    for path in io.lines(list) do requests[#requests + 1] = wrk.format("GET", path) end
  end

  function request()
    asked = asked + 1
    return requests[(asked - 1) % #requests + 1]
  end

  function response()
    answered = answered + 1
    if answered == #requests then
      wrk.thread:stop()
      ffi.C.kill(ffi.C.getpid(), 2) -- wakes the main thread, which sleeps for the duration
    end
  end
end

function done(summary)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.timeout
  io.write(string.format("figures %d %d %d %d %d\n",
    summary.requests, summary.duration, summary.bytes, errors.status, failed))
end
