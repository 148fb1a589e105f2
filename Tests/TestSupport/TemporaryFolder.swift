public import FoundationEssentials
import Glibc

/// An empty folder that is removed together with the last reference to it; a suite keeps it in a
/// property, so that every test has its own.
public final class TemporaryFolder: Sendable {
  public let url: URL

  public init() throws {
    let parent = FileManager.default.temporaryDirectory
    url = parent.appending(path: "apus-\(getpid())-\(UInt64.random(in: 0 ... .max))")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// A file in this folder; it need not exist.
  public func callAsFunction(_ name: String) -> URL { url.appending(path: name) }

  /// Makes a file of these bytes.
  @discardableResult
  public func write(_ bytes: [UInt8], to name: String) throws -> URL {
    let url = self(name)
    // Quickly: Data.write waits for the disk, and so does ext4 where an old file is emptied.
    unlink(url.path)
    let file = open(url.path, O_WRONLY | O_CREAT, 0o666)
    defer { close(file) }
    guard Glibc.write(file, bytes, bytes.count) == bytes.count else {
      throw CocoaError(.fileWriteUnknown)
    }
    return url
  }

  /// The names of what lies in this folder, hidden files too, sorted.
  public func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: url.path).sorted()
  }
}
