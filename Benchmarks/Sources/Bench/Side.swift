import Foundation

/// A program that measures a row in a process of its own.
struct Side {
  let program: String
  /// What stands in front of a row's name.
  let arguments: [String]

  static let ours = Side(program: CommandLine.arguments[0], arguments: ["--measure"])
  static func pyTorch(_ python: String) -> Side {
    Side(program: python, arguments: [Files.twin.path])
  }

  /// One measurement, or none where the program fails.
  func measure(_ row: Row, seconds: Double, threads: Int) -> [Measurement] {
    let text = output(
      of: program, arguments + [row.name, "--seconds", "\(seconds)"],
      environment: ["APUS_NUM_THREADS": "\(threads)", "OMP_NUM_THREADS": "\(threads)"])
    let measurement = text.flatMap {
      try? JSONDecoder().decode(Measurement.self, from: Data($0.utf8))
    }
    return measurement.map { [$0] } ?? []
  }
}

extension [Measurement] {
  /// Seconds; nil where all failed.
  var median: Double? {
    let sorted = map(\.median).sorted()
    return sorted.isEmpty ? nil : sorted[sorted.count / 2]
  }
}
