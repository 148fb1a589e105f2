import Apus
import Glibc

/// What one process measured of one row.
struct Measurement: Codable {
  /// Seconds.
  var median: Double
  /// Of the process, or of a program that it ran where that took more.
  var peakMB: Double
}

extension Measurement {
  /// Does the work twice to warm up, then again and again for `seconds`, three times at least.
  init(of row: Row, seconds: Double) throws {
    manualSeed(0)
    let work = try row.prepare()
    for _ in 0..<2 { try work() }
    var times: [Double] = []
    let end = now() + seconds
    while times.count < 3 || now() < end {
      let start = now()
      try work()
      times.append(now() - start)
    }
    times.sort()
    self.init(
      median: times[times.count / 2],
      peakMB: max(peakMegabytes(of: RUSAGE_SELF), peakMegabytes(of: RUSAGE_CHILDREN)))
  }
}

func now() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

private func peakMegabytes(of who: __rusage_who) -> Double {
  var usage = rusage()
  getrusage(__rusage_who_t(who.rawValue), &usage)
  return Double(usage.ru_maxrss) * 1024 / 1e6
}
