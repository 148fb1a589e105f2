import Apus
import Foundation

/// Runs rows on both sides alternately and prints a table.
struct Comparison {
  let options: Options
  private let hasPyTorch: Bool

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
    say(line("row", "ours ms", "PyTorch ms", "ratio", "share", "MB", "MB", ""))
    for row in rows {
      var (ours, theirs): ([Measurement], [Measurement]) = ([], [])
      for _ in 0..<options.rounds {
        ours += measure(row, CommandLine.arguments[0], ["--measure", row.name])
        if hasPyTorch { theirs += measure(row, options.python, [Files.twin.path, row.name]) }
      }
      show(row, ours, theirs, limit: limits[limit(of: row)])
    }
  }

  private func threads(of row: Row) -> Int { row.threads ?? options.threads }

  private func limit(of row: Row) -> Limit {
    Limit(operands: row.operands, threads: threads(of: row))
  }

  /// One measurement, or none where the program fails.
  private func measure(_ row: Row, _ program: String, _ arguments: [String]) -> [Measurement] {
    let threads = "\(threads(of: row))"
    let text = output(
      of: program, arguments + ["--seconds", "\(options.seconds)"],
      environment: ["APUS_NUM_THREADS": threads, "OMP_NUM_THREADS": threads])
    return text.flatMap { try? JSONDecoder().decode(Measurement.self, from: Data($0.utf8)) }.map {
      [$0]
    } ?? []
  }

  /// - Parameter limit: floating-point operations a second that the row's threads can do.
  private func show(_ row: Row, _ ours: [Measurement], _ theirs: [Measurement], limit: Double?) {
    func median(_ all: [Measurement]) -> Double? {
      let sorted = all.map(\.median).sorted()
      return sorted.isEmpty ? nil : sorted[sorted.count / 2]
    }
    func text(_ format: String, _ value: Double?) -> String {
      value.map { String(format: format, $0) } ?? "-"
    }
    let (our, their) = (median(ours), median(theirs))
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
        row.name, text("%.3f", our.map { $0 * 1e3 }), text("%.3f", their.map { $0 * 1e3 }),
        text("%.2f", ratio), text("%.2f", share), text("%.0f", ours.map(\.peakMB).max()),
        text("%.0f", theirs.map(\.peakMB).max()), row.what + (rates ?? "")))
  }

  private func line(_ columns: String...) -> String {
    zip(columns, [-14, 10, 10, 6, 6, 6, 6, -1]).map { text, width in
      let padding = String(repeating: " ", count: max(0, abs(width) - text.count))
      return width < 0 ? text + padding : padding + text
    }.joined(separator: "  ")
  }

  /// Prints a line at once, also into a pipe: the next one may be minutes away.
  private func say(_ line: String) {
    print(line)
    fflush(nil)
  }
}
