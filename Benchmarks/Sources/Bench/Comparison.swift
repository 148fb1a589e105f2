import Apus
import Foundation

/// Runs rows on both sides alternately and prints a table.
struct Comparison {
  let options: Options
  private let hasPyTorch: Bool
  private let widths = [-14, 10, 10, 6, 7, 6, 6, 6, -1]

  init(_ options: Options) {
    self.options = options
    hasPyTorch = output(of: options.python, ["-c", "import torch"], hidesErrors: true) != nil
  }

  func run(_ rows: [Row]) {
    if !hasPyTorch { say("PyTorch does not run with \(options.python): our side alone.") }
    say(
      "\(options.threads) threads, instruction set \(instructionSetName), OPENBLAS_CORETYPE "
        + "\(ProcessInfo.processInfo.environment["OPENBLAS_CORETYPE"] ?? "unset"), "
        + "\(options.rounds) rounds of \(options.seconds) s")
    var limits: [Limit: Double] = [:]
    for limit in rows.filter({ $0.operations != nil }).map(limit(of:)) where limits[limit] == nil {
      let measured = limit.measured()
      limits[limit] = measured
      say(
        String(format: "limit: %.0f GFLOP/s", measured * 1e-9)
          + " (\(limit.operands.rawValue), threads: \(limit.threads))")
    }
    say(line(widths, "row", "ours ms", "PyTorch ms", "ratio", "at most", "share", "MB", "MB", ""))
    let ratios = rows.map { row in
      let threads = options.threads(of: row)
      var (ours, theirs): ([Measurement], [Measurement]) = ([], [])
      for _ in 0..<options.rounds {
        ours += Side.ours.measure(row, seconds: options.seconds, threads: threads)
        if hasPyTorch {
          theirs += Side.pyTorch(options.python).measure(
            row, seconds: options.seconds, threads: threads)
        }
      }
      return (row.name, show(row, ours, theirs, limit: limits[limit(of: row)]), row.atMost)
    }
    sayTooSlow(ratios)
  }

  private func limit(of row: Row) -> Limit {
    Limit(operands: row.operands, threads: options.threads(of: row))
  }

  /// - Parameter limit: floating-point operations a second that the row's threads can do.
  /// - Returns: our time divided by PyTorch's; nil where a side failed.
  private func show(
    _ row: Row, _ ours: [Measurement], _ theirs: [Measurement], limit: Double?
  ) -> Double? {
    let (our, their) = (ours.median, theirs.median)
    let ratio = our.flatMap { our in their.map { our / $0 } }
    let share = our.flatMap { our in
      row.operations.flatMap { operations in limit.map { operations / our / $0 } }
    }
    let rates = row.images.map { images in
      let rates = [our, their].map { text("%.0f", $0.map { Double(images) / $0 }) }
      return ", images/s: \(rates[0]) and \(rates[1])"
    }
    say(
      line(
        widths, row.name, milliseconds(our), milliseconds(their), text("%.2f", ratio),
        text("%.2f", row.atMost), text("%.2f", share), text("%.0f", ours.map(\.peakMB).max()),
        text("%.0f", theirs.map(\.peakMB).max()), row.what + (rates ?? "")))
    return ratio
  }
}
