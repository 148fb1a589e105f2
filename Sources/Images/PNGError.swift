import FoundationEssentials
import Glibc

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

  /// A system call that failed.
  init(_ url: URL, code: Int32, doing action: String? = nil) {
    let words =
      switch code {
      case ENOENT: action == nil ? "no such file" : "no such folder"
      case EISDIR: "is a folder, not a file"
      default: systemReason(code)
      }
    self.init(file: url.shownPath, reason: action.map { "\($0): \(words)" } ?? words)
  }

  public var description: String { "\(file ?? "PNG"): \(reason)" }
}

/// The system's words for an `errno`.
func systemReason(_ code: Int32) -> String {
  let text = String(cString: strerror(code))
  return text.prefix(1).lowercased() + text.dropFirst()
}

extension URL {
  /// What messages call this file.
  var shownPath: String { isFileURL ? relativePath : absoluteString }

  /// The path for system calls; nil where there is none.
  var systemPath: String? {
    guard isFileURL else { return nil }
    let path = absoluteURL.path(percentEncoded: false)
    // A NUL would cut the path short, and another file would be opened.
    return path.utf8.contains(0) ? nil : path
  }
}
