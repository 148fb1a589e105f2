import ArgumentParser
import FoundationEssentials

/// A file or folder as it was named on the command line; not the empty name, which would mean the folder
/// that one is in.
struct Path: ExpressibleByArgument, CustomStringConvertible {
  let description: String

  init(_ text: String) { description = text }

  init?(argument: String) {
    guard !argument.isEmpty else { return nil }
    self.init(argument)
  }

  var url: URL { URL(filePath: description) }
}
