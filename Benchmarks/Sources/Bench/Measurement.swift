import Apus
import Glibc

/// What one process measured of one row.
struct Measurement: Codable {
  /// Seconds.
  var median: Double
  var min: Double
  /// Of the whole process.
  var peakMB: Double
}

extension Measurement {
  /// Does the work twice to warm up, then again and again for `seconds`, three times at least.
  init(of row: Row, seconds: Double) {
    manualSeed(0)
    let work = row.prepare()
    for _ in 0..<2 { work() }
    var times: [Double] = []
    let end = now() + seconds
    while times.count < 3 || now() < end {
      let start = now()
      work()
      times.append(now() - start)
    }
    times.sort()
    self.init(median: times[times.count / 2], min: times[0], peakMB: peakMegabytes())
  }
}

private func now() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

private func peakMegabytes() -> Double {
  var usage = rusage()
  getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
  return Double(usage.ru_maxrss) * 1024 / 1e6
}
