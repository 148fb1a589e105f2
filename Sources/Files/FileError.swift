package import FoundationEssentials
import Glibc

/// A file that could not be read or written.
///
/// Its text starts with the path as the caller gave it: `captcha.safetensors: no such file`.
public struct FileError: Error, Equatable, CustomStringConvertible {
  public enum Access: Sendable { case reading, writing }

  /// As the caller gave it: relative where the URL was relative.
  public let path: String
  public let access: Access
  /// The step that failed: open, read, write, fsync, rename, ...
  public let step: String
  /// The system's `errno`, such as `ENOENT` or `ENOSPC`.
  public let code: Int32
  /// In words; the system's own where nothing better is known.
  public let reason: String

  init(_ path: String, _ access: Access, _ step: String, code: Int32, reason: String? = nil) {
    self.path = path
    self.access = access
    self.step = step
    self.code = code
    self.reason = reason ?? FileError.words(for: code, access)
  }

  public var description: String {
    switch access {
    case .reading: "\(path): \(reason)"
    case .writing: "\(path): cannot be written: \(reason) (\(step))"
    }
  }

  private static func words(for code: Int32, _ access: Access) -> String {
    switch (code, access) {
    case (ENOENT, .reading): "no such file"
    case (ENOENT, .writing): "no such folder"
    case (EISDIR, _): "is a folder, not a file"
    default: systemReason(code)
    }
  }
}

/// The system's words for an `errno`.
package func systemReason(_ code: Int32) -> String {
  let text = String(cString: strerror(code))
  return text.prefix(1).lowercased() + text.dropFirst()
}

extension URL {
  /// What messages call this file.
  package var shownPath: String { isFileURL ? relativePath : absoluteString }

  /// The path for system calls, or a `FileError` where there is none.
  package func systemPath(_ access: FileError.Access) throws -> String {
    guard isFileURL else {
      throw FileError(shownPath, access, "open", code: EINVAL, reason: "is not the name of a file")
    }
    let path = absoluteURL.path(percentEncoded: false)
    // A NUL would cut the path short, and another file would be opened.
    guard !path.utf8.contains(0) else {
      throw FileError(shownPath, access, "open", code: EINVAL, reason: "has a NUL in its name")
    }
    return path
  }
}

/// A file descriptor that closes itself.
struct Descriptor: ~Copyable {
  let number: Int32

  /// nil, with `errno` set, where `number` says that opening failed.
  init?(_ number: Int32) {
    if number < 0 { return nil }
    self.number = number
  }

  deinit { _ = Glibc.close(number) }

  /// false, with `errno` set, where what was written may be lost.
  consuming func close() -> Bool {
    let result = Glibc.close(number)
    discard self
    return result == 0
  }
}
