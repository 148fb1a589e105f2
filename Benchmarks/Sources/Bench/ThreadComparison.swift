/// Runs rows on our side alone, with the usual threads and with another number of them alternately: that more than there
/// are processors cost nothing.
struct ThreadComparison {
  let options: Options
  let threads: Int
  /// Of the time with the usual threads.
  private let atMost = 1.3
  private let widths = [-14, 7, 10, 7, 10, 6, 7, -1]

  init(_ options: Options, threads: Int) {
    self.options = options
    self.threads = threads
  }

  func run(_ rows: [Row]) {
    say("our side alone, \(options.rounds) rounds of \(options.seconds) s")
    say(line(widths, "row", "threads", "ms", "threads", "ms", "ratio", "at most", ""))
    sayTooSlow(rows.map { ($0.name, ratio(of: $0), atMost) })
  }

  private func ratio(of row: Row) -> Double? {
    let usual = options.threads(of: row)
    var (few, many): ([Measurement], [Measurement]) = ([], [])
    for _ in 0..<options.rounds {
      few += Side.ours.measure(row, seconds: options.seconds, threads: usual)
      many += Side.ours.measure(row, seconds: options.seconds, threads: threads)
    }
    let ratio = many.median.flatMap { many in few.median.map { many / $0 } }
    say(
      line(
        widths, row.name, "\(threads)", milliseconds(many.median), "\(usual)",
        milliseconds(few.median), text("%.2f", ratio), text("%.2f", atMost), row.what))
    return ratio
  }
}
