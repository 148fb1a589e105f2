package import FoundationEssentials
import Synchronization

/// The folder of reference values that `make_fixtures.py` wrote with PyTorch.
package final class Fixtures: Sendable {
  package let folder: URL
  private let files = Mutex<[String: FixtureFile]>([:])

  /// Throws where there is no such folder, or a file in its place.
  package init(_ folder: URL = Fixtures.defaultFolder) throws {
    self.folder = folder
    var isFolder = false
    let exists = FileManager.default.fileExists(atPath: folder.path, isDirectory: &isFolder)
    if !isFolder {
      throw FixtureError(
        path: folder.relativePath, reason: exists ? "is a file, not a folder" : "no such folder",
        isDamage: false)
    }
  }

  /// Tests/Fixtures of the project that this program was built from.
  package static var defaultFolder: URL {
    Declaration.sources.deletingLastPathComponent().appending(path: "Tests/Fixtures")
  }

  /// A file by its name without the extension, read once. Throws where it is missing or damaged.
  package func file(_ name: String) throws -> FixtureFile {
    if let file = files.withLock({ $0[name] }) { return file }
    let file = try FixtureFile(name, in: folder)
    return files.withLock {
      $0[name] = $0[name] ?? file
      return $0[name]!
    }
  }
}

/// A folder or file of reference values that is missing or damaged.
package struct FixtureError: Error, CustomStringConvertible {
  package let path: String
  package let reason: String
  /// Whether the file is there and does not hold what it should.
  package let isDamage: Bool

  package var description: String { "\(path): \(reason)" }
}
