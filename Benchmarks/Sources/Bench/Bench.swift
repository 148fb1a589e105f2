// Our side and PyTorch's of every row, alternately, each time in a process of its own, and the ratio of the medians:
//
//     Bench [--rounds 3] [--seconds 3] [--threads N] [--python python3] [ROW...]
//     Bench --measure ROW --seconds 3       our side alone, as one line of JSON
//
// PyTorch's side is PyTorch/rows.py; where that does not run, ours is printed alone.

import Apus
import Foundation

@main struct Bench {
  static func main() throws {
    var (rounds, seconds, threads, python) = (3, 3.0, getNumThreads(), "python3")
    var names: [String] = []
    var measured: String?
    var arguments = CommandLine.arguments.dropFirst()
    while let argument = arguments.popFirst() {
      switch argument {
      case "--rounds": rounds = Int(arguments.popFirst() ?? "") ?? rounds
      case "--seconds": seconds = Double(arguments.popFirst() ?? "") ?? seconds
      case "--threads": threads = Int(arguments.popFirst() ?? "") ?? threads
      case "--python": python = arguments.popFirst() ?? python
      case "--measure": measured = arguments.popFirst()
      default: names.append(argument)
      }
    }
    if let measured {
      guard let row = Row.all.first(where: { $0.name == measured }) else {
        throw NoSuchRow(name: measured)
      }
      let measurement = Measurement(of: row, seconds: seconds)
      print(String(decoding: try JSONEncoder().encode(measurement), as: UTF8.self))
      return
    }
    for name in names where !Row.all.contains(where: { $0.name == name }) {
      throw NoSuchRow(name: name)
    }
    let comparison = Comparison(rounds: rounds, seconds: seconds, threads: threads, python: python)
    comparison.run(Row.all.filter { names.isEmpty || names.contains($0.name) })
  }
}

struct NoSuchRow: Error, CustomStringConvertible {
  let name: String
  var description: String {
    "there is no row \(name); there are \(Row.all.map(\.name).joined(separator: ", "))"
  }
}
