import Apus
import Foundation

/// Runs rows on both sides alternately and prints a table.
struct Comparison {
  let rounds: Int
  let seconds: Double
  let threads: Int
  let python: String

  func run(_ rows: [Row]) {
    let hasPyTorch =
      output(of: python, ["-c", "import torch"], threads: 1, hidesErrors: true) != nil
    if !hasPyTorch { print("PyTorch does not run with \(python): our side alone.") }
    print(
      "\(threads) threads, instruction set \(instructionSetName), OPENBLAS_CORETYPE "
        + "\(ProcessInfo.processInfo.environment["OPENBLAS_CORETYPE"] ?? "unset"), "
        + "\(rounds) rounds of \(seconds) s")
    print(line("row", "ours ms", "PyTorch ms", "ratio", "MB", "MB", ""))
    for row in rows {
      var (ours, theirs): ([Measurement], [Measurement]) = ([], [])
      for _ in 0..<rounds {
        ours += measure(row, CommandLine.arguments[0], ["--measure", row.name])
        if hasPyTorch { theirs += measure(row, python, [Comparison.twin, row.name]) }
      }
      show(row, ours, theirs)
    }
  }

  /// PyTorch/rows.py, beside the package's manifest.
  private static let twin = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../PyTorch/rows.py").standardizedFileURL.path

  private func measure(_ row: Row, _ program: String, _ arguments: [String]) -> [Measurement] {
    let text = output(
      of: program, arguments + ["--seconds", "\(seconds)"], threads: row.threads ?? threads)
    return text.flatMap { try? JSONDecoder().decode(Measurement.self, from: Data($0.utf8)) }.map {
      [$0]
    } ?? []
  }

  private func show(_ row: Row, _ ours: [Measurement], _ theirs: [Measurement]) {
    func median(_ all: [Measurement]) -> Double? {
      let sorted = all.map(\.median).sorted()
      return sorted.isEmpty ? nil : sorted[sorted.count / 2]
    }
    func milliseconds(_ seconds: Double?) -> String {
      seconds.map { String(format: "%.3f", $0 * 1e3) } ?? "-"
    }
    func peak(_ all: [Measurement]) -> String {
      all.map(\.peakMB).max().map { String(format: "%.0f", $0) } ?? "-"
    }
    var ratio = "-"
    if let our = median(ours), let their = median(theirs) {
      ratio = String(format: "%.2f", our / their)
    }
    print(
      line(
        row.name, milliseconds(median(ours)), milliseconds(median(theirs)), ratio, peak(ours),
        peak(theirs), row.what))
  }

  private func line(_ columns: String...) -> String {
    zip(columns, [-14, 10, 10, 6, 6, 6, -1]).map { text, width in
      let padding = String(repeating: " ", count: max(0, abs(width) - text.count))
      return width < 0 ? text + padding : padding + text
    }.joined(separator: "  ")
  }

  /// What a program prints; nil where it fails.
  private func output(
    of program: String, _ arguments: [String], threads: Int, hidesErrors: Bool = false
  ) -> String? {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [program] + arguments
    process.environment = ProcessInfo.processInfo.environment.merging(
      ["APUS_NUM_THREADS": "\(threads)", "OMP_NUM_THREADS": "\(threads)"]) { $1 }
    let pipe = Pipe()
    process.standardOutput = pipe
    if hidesErrors { process.standardError = FileHandle.nullDevice }
    guard (try? process.run()) != nil else { return nil }
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return process.terminationStatus == 0 ? String(decoding: data, as: UTF8.self) : nil
  }
}
