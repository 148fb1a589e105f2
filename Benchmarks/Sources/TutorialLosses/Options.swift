/// What was typed behind the program's name.
struct Options {
  var folder = ""
  var steps = 20
  var seed = 0
  var dropout = 0.5
  /// PyTorch's weights before training, to compare ours with.
  var initial: String?
  /// PyTorch's losses.
  var pytorch: String?

  init(_ arguments: ArraySlice<String>) throws {
    var rest = arguments
    while let argument = rest.popFirst() {
      func value<T>(_ read: (String) -> T?) throws -> T {
        guard let value = rest.popFirst().flatMap(read) else {
          throw UsageError("\(argument) needs a value")
        }
        return value
      }
      switch argument {
      case "--steps": steps = try value { Int($0) }
      case "--seed": seed = try value { Int($0) }
      case "--dropout": dropout = try value { Double($0) }
      case "--initial": initial = try value { $0 }
      case "--pytorch": pytorch = try value { $0 }
      case _ where argument.hasPrefix("-") || !folder.isEmpty:
        throw UsageError("there is no option \(argument)")
      default: folder = argument
      }
    }
    if folder.isEmpty { throw UsageError("which folder of images?") }
  }
}

/// Why a command line was not understood.
struct UsageError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
