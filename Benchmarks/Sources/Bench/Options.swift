import Apus

/// What was typed behind the program's name.
struct Options {
  var rounds = 3
  /// How long each side is measured in each round.
  var seconds = 3.0
  /// Of both sides.
  let threads = getNumThreads()
  /// With so many threads our side is measured beside itself.
  var otherThreads: Int?
  var python = "python3"
  /// The row of which our side alone is measured.
  var measured: Row?
  var rows: [Row] = []

  init(_ arguments: ArraySlice<String>) throws(UsageError) {
    var rest = arguments
    while let argument = rest.popFirst() {
      /// What stands behind an option.
      func value<T>(_ demand: String, _ read: (String) -> T?) throws(UsageError) -> T {
        let text = rest.popFirst()
        guard let value = text.flatMap(read) else {
          throw UsageError("\(argument) must be \(demand), got \(text ?? "nothing")")
        }
        return value
      }
      func wholeNumber(_ range: ClosedRange<Int>) throws(UsageError) -> Int {
        try value("a whole number from \(range.lowerBound) to \(range.upperBound)") { text in
          Int(text).flatMap { range.contains($0) ? $0 : nil }
        }
      }
      switch argument {
      case "--rounds": rounds = try wholeNumber(1...1000)
      case "--threads": otherThreads = try wholeNumber(1...64)
      case "--seconds":
        seconds = try value("a number from 0 to 3600") { text in
          Double(text).flatMap { (0...3600).contains($0) ? $0 : nil }
        }
      case "--python": python = try value("the name of a program") { $0 }
      case "--measure": measured = try value("a row") { name in Row.all.first { $0.name == name } }
      case "growth": rows += Row.growth
      case "loops": rows += Row.loops
      default:
        guard let row = Row.all.first(where: { $0.name == argument }) else {
          let names = Row.all.map(\.name).joined(separator: ", ")
          throw UsageError(
            "there is no option or row \(argument); rows are growth, loops, \(names)")
        }
        rows.append(row)
      }
    }
    if rows.isEmpty { rows = Row.table }
  }

  /// The row's own threads, or else the usual ones.
  func threads(of row: Row) -> Int { row.threads ?? threads }
}

/// Why a command line was not understood.
struct UsageError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
