import FoundationEssentials
import Glibc

/// Makes the folder, or makes sure that it holds nothing but files that are to be replaced.
///
/// - Parameter names: the files that are going to be made.
func prepareFolder(_ folder: URL, for names: Set<String>) throws {
  let path = folder.relativePath
  var isFolder = false
  guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw Failure(.cannotCreate, "\(path): cannot be made: \(reason(of: error))")
    }
    return
  }
  guard isFolder else { throw Failure(.cannotCreate, "\(path): is a file, not a folder") }
  let found: [String]
  do {
    found = try FileManager.default.contentsOfDirectory(atPath: path)
  } catch {
    throw Failure(.noInput, "\(path): cannot be read: \(reason(of: error))")
  }
  let others = found.filter { !$0.hasPrefix(".") && !names.contains($0) }.sorted()
  if let first = others.first {
    throw Failure(
      .cannotCreate,
      "\(path): holds other files already, such as \(first); images are drawn into an empty "
        + "folder, or over those of the same names")
  }
}

private func reason(of error: any Error) -> String {
  guard let code = (error as? CocoaError)?.underlying as? POSIXError else { return "\(error)" }
  return String(cString: strerror(code.code.rawValue)).lowercased()
}
