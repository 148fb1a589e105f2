import Apus
import Glibc

/// Why a command cannot go on: one line for the user, and an exit code of the BSD convention.
struct Failure: Error, CustomStringConvertible {
  enum Kind: Int32 {
    /// The command line does not make sense.
    case usage = 64
    /// A file does not hold what it should.
    case badData = 65
    /// A file or folder is missing or cannot be opened.
    case noInput = 66
    /// Something that the system should offer is not installed.
    case unavailable = 69
    /// The computation itself went wrong.
    case software = 70
    /// A file cannot be made.
    case cannotCreate = 73
    /// A file cannot be written to its end.
    case cannotWrite = 74
    /// Stopped from outside, by SIGINT or SIGTERM.
    case interrupted = 130
    case terminated = 143
  }

  let kind: Kind
  let description: String

  init(_ kind: Kind, _ message: String) {
    self.kind = kind
    // Some errors of the framework list several things, one a line.
    description = message.split(whereSeparator: \.isNewline)
      .map { $0.drop(while: \.isWhitespace) }.joined(separator: "; ")
  }

  /// What an error thrown by the framework means for a command.
  init(_ error: any Error) {
    switch error {
    case let failure as Failure: self = failure
    case let file as FileError: self.init(Failure.kind(of: file), "\(file)")
    case let folder as ImageFolderError: self.init(.noInput, "\(folder)")
    case let png as PNGError:
      let isMissing = png.file.map { access($0, R_OK) != 0 } ?? false
      self.init(isMissing ? .noInput : .badData, "\(png)")
    case let sample as SampleError: self.init(sample.underlying)
    case DrawingError.noFont: self.init(.unavailable, "\(error)")
    default: self.init(.badData, "\(error)")
    }
  }

  private static func kind(of error: FileError) -> Kind {
    switch (error.access, error.step) {
    case (.reading, _): .noInput
    case (.writing, "open"), (.writing, "open folder"): .cannotCreate
    case (.writing, _): .cannotWrite
    }
  }
}

/// What does not fit in a file, to which whoever knows its name adds that.
struct Mismatch: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
