import ApusFiles

/// A PNG that could not be read or written.
///
/// Its text starts with the path as the caller gave it: `captcha/0042.png: ends early`.
public struct PNGError: Error, Equatable, CustomStringConvertible {
  /// As the caller gave it, relative where the URL was relative; nil for bytes in memory.
  public let file: String?
  public let reason: String

  init(file: String?, reason: String) {
    self.file = file
    self.reason = reason
  }

  init(_ error: FileError) {
    let reason =
      switch error.access {
      case .reading: error.reason
      case .writing: "cannot be written: \(error.reason)"
      }
    self.init(file: error.path, reason: reason)
  }

  public var description: String { "\(file ?? "PNG"): \(reason)" }
}
