import ApusFiles
public import FoundationEssentials
import Glibc

/// The PNG files of a folder, sorted by the UTF-8 bytes of their names: an index means the same file
/// on every machine.
///
/// A PNG file is one whose name ends in `.png` or `.PNG`. Hidden files, folders and files of other
/// kinds are passed over.
///
/// - Throws: `ImageFolderError`, naming the folder or the file, where the folder is missing, cannot be
///   read or has no such file, or where a link leads nowhere.
public func pngFiles(in folder: URL) throws -> [URL] {
  guard let path = try? folder.systemPath(.reading) else {
    throw ImageFolderError(folder.shownPath, "is not the name of a folder")
  }
  guard let directory = opendir(path) else {
    throw ImageFolderError(folder.shownPath, folderReason(errno))
  }
  defer { closedir(directory) }

  var names: [String] = []
  var others = 0
  errno = 0
  while let entry = readdir(directory) {
    if let name = try entryName(entry, of: folder), name.utf8.first != UInt8(ascii: ".") {
      if try isPNGFile(name, entry.pointee.d_type, path: path, folder: folder) {
        names.append(name)
      } else {
        others += 1
      }
    }
    errno = 0
  }
  guard errno == 0 else { throw ImageFolderError(folder.shownPath, systemReason(errno)) }
  guard !names.isEmpty else {
    throw ImageFolderError(
      folder.shownPath, "no .png files in this folder (number of other entries: \(others))")
  }
  names.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  return names.map { folder.appending(path: $0, directoryHint: .notDirectory) }
}

private func isPNGFile(_ name: String, _ kind: UInt8, path: String, folder: URL) throws -> Bool {
  guard isPNGName(name) else { return false }
  switch Int(kind) {
  case Int(DT_REG): return true
  case Int(DT_DIR): return false
  default:
    // A link, or a file system that does not tell.
    var status = stat()
    guard stat("\(path)/\(name)", &status) == 0 else {
      throw ImageFolderError("\(folder.shownPath)/\(name)", systemReason(errno))
    }
    return status.st_mode & S_IFMT == S_IFREG
  }
}

/// The name of a folder's entry; nil where it is not UTF-8 and none of a PNG file.
private func entryName(_ entry: UnsafeMutablePointer<dirent>, of folder: URL) throws -> String? {
  // The record may be shorter than its Swift type: its tuple of characters must not be copied.
  let offset = MemoryLayout<dirent>.offset(of: \.d_name)!
  let bytes = UnsafeRawPointer(entry).advanced(by: offset).assumingMemoryBound(to: CChar.self)
  if let name = String(validatingCString: bytes) { return name }
  let repaired = String(cString: bytes)
  guard isPNGName(repaired) else { return nil }
  throw ImageFolderError("\(folder.shownPath)/\(repaired)", "its name is not valid UTF-8")
}

/// By bytes: to Swift's `String` a dot and what stands before or behind it may be one character.
private func isPNGName(_ name: String) -> Bool {
  let end = name.utf8.suffix(4)
  return end.elementsEqual(".png".utf8) || end.elementsEqual(".PNG".utf8)
}

private func folderReason(_ code: Int32) -> String {
  switch code {
  case ENOENT: "no such folder"
  case ENOTDIR: "is a file, not a folder"
  default: systemReason(code)
  }
}

/// A folder that is not one of PNG files.
public struct ImageFolderError: Error, Equatable, CustomStringConvertible {
  /// The folder or the file in it, as the caller gave it.
  public let path: String
  public let reason: String

  init(_ path: String, _ reason: String) {
    self.path = path
    self.reason = reason
  }

  public var description: String { "\(path): \(reason)" }
}
