import ArgumentParser
import Foundation

/// How long two rows of losses stay together.
struct Divergence: CustomStringConvertible {
  private var absolute: [Double] = []
  private var relative: [Double] = []

  mutating func add(_ loss: Double, _ expected: Double) {
    absolute.append(abs(loss - expected))
    relative.append(abs(loss - expected) / abs(expected))
  }

  /// The first step, counted from 1, whose difference is above a limit.
  private func first(above limit: Double, _ differences: [Double]) -> String {
    // Written so that NaN is above.
    differences.firstIndex { !($0 <= limit) }.map { "\($0 + 1)" } ?? "none of \(differences.count)"
  }

  var description: String {
    let lines = [1e-4, 1e-3, 1e-2].map { limit in
      "| \(limit) | \(first(above: limit, absolute)) | \(first(above: limit, relative)) |"
    }
    return """

      The first step whose losses differ by more than

      | | absolute | relative |
      |---|---|---|
      \(lines.joined(separator: "\n"))

      Median of the relative differences: \(String(format: "%.1e", relative.sorted()[relative.count / 2]))
      """
  }
}

/// The losses that PyTorch/tutorial.py wrote with --log: lines of epoch, step and loss.
struct LossFile {
  let losses: [Double]

  init(_ path: String) throws {
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(whereSeparator: \.isNewline)
    losses = try lines.dropFirst().map { line in
      guard let loss = line.split(separator: ",").last.flatMap({ Double($0) }) else {
        throw ValidationError("\(path): no loss in '\(line)'")
      }
      return loss
    }
    if losses.isEmpty { throw ValidationError("\(path): no losses") }
  }
}
