-- Prints the summary of a run as one line of JSON; latencies in milliseconds.
done = function(summary, latency)
  io.write(string.format('\n{"requests":%d,"failures":%d,"seconds":%.3f,"p50":%.3f,"p99":%.3f}\n',
    summary.requests, summary.errors.status + summary.errors.read + summary.errors.connect + summary.errors.timeout,
    summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
