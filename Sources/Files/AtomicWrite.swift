public import FoundationEssentials
import Glibc
import Synchronization

/// Writes a file so that, whatever happens, its name stands for either all of the old contents or
/// all of the new.
///
/// The bytes go to a hidden file in the same folder, are forced to the disk, and take the name of
/// the old file in one step; the new name is forced to the disk as well. The new file has the
/// permissions of the old one. A symbolic link stays, and what it points to is replaced. Devices
/// and pipes (`/dev/stdout`) are written to directly.
///
/// Throws a `FileError`; then the old file is untouched and the hidden one gone. The one exception:
/// when the step is "fsync folder", the new file is in place but may not survive a loss of power.
public func writeAtomically(_ bytes: some Collection<UInt8>, to url: URL) throws {
  try writeAtomically(to: url) { write in
    let written: Void? = try bytes.withContiguousStorageIfAvailable {
      try write(UnsafeRawBufferPointer($0))
    }
    if written == nil { try Array(bytes).withUnsafeBytes(write) }
  }
}

/// `writeAtomically` for contents that come piece by piece: `content` calls its argument for each.
///
/// - Parameter durably: false is for files by the thousand. Nothing is forced to the disk, and the
///   folder is not searched for what killed processes left.
package func writeAtomically(
  to url: URL, durably: Bool = true,
  _ content: ((UnsafeRawBufferPointer) throws -> Void) throws -> Void
) throws {
  let file = OutputFile(
    shown: url.shownPath, path: try url.systemPath(.writing), isDurable: durably)
  var old = stat()
  guard stat(file.path, &old) == 0 else {
    // A missing folder is found when it is opened.
    guard errno == ENOENT else { throw file.error("stat") }
    return try file.replace(file.path, permissions: nil, content)
  }
  switch old.st_mode & S_IFMT {
  case S_IFREG:
    guard let resolved = realpath(file.path, nil) else { throw file.error("realpath") }
    defer { free(resolved) }
    try file.replace(String(cString: resolved), permissions: old.st_mode & 0o7777, content)
  case S_IFDIR: throw file.error("open", code: EISDIR)
  default: try file.overwrite(content)
  }
}

/// Counts the hidden files of this process, so that no two threads share one.
private let hiddenFiles = Atomic(0)

private struct OutputFile {
  let shown: String
  let path: String
  let isDurable: Bool

  func error(_ step: String, code: Int32 = errno) -> FileError {
    FileError(shown, .writing, step, code: code)
  }

  func replace(
    _ path: String, permissions: mode_t?,
    _ content: ((UnsafeRawBufferPointer) throws -> Void) throws -> Void
  ) throws {
    // Among bytes: an accent that begins a name makes one character with the slash before it.
    let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
    let name = String(path[(slash.map(path.utf8.index(after:)) ?? path.startIndex)...])
    let folderPath = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    guard let folder = Descriptor(open(folderPath, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) else {
      throw error("open folder")
    }
    let count = hiddenFiles.wrappingAdd(1, ordering: .relaxed).newValue
    let hidden = ".\(name).\(getpid())-\(count).tmp"

    if isDurable { removeOrphans(of: name, in: folder) }
    unlinkat(folder.number, hidden, 0)
    do {
      try fill(hidden, in: folder, permissions: permissions, content)
      guard renameat(folder.number, hidden, folder.number, name) == 0 else {
        throw error("rename")
      }
    } catch {
      unlinkat(folder.number, hidden, 0)
      throw error
    }
    // EINVAL: a file system that cannot synchronise folders.
    guard !isDurable || fsync(folder.number) == 0 || errno == EINVAL else {
      throw error("fsync folder")
    }
  }

  private func fill(
    _ hidden: String, in folder: borrowing Descriptor, permissions: mode_t?,
    _ content: ((UnsafeRawBufferPointer) throws -> Void) throws -> Void
  ) throws {
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC
    guard let file = Descriptor(openat(folder.number, hidden, flags, 0o666)) else {
      throw error("open")
    }
    if let permissions, fchmod(file.number, permissions) != 0 { throw error("chmod") }
    let number = file.number
    try content { try write($0, to: number) }
    // Never again after a failure: the kernel has dropped the pages and would report success.
    guard !isDurable || fsync(number) == 0 else { throw error("fsync") }
    // Some file systems report a full disk only here.
    guard file.close() else { throw error("close") }
  }

  /// Removes the hidden files of processes that were killed while they wrote this one.
  private func removeOrphans(of name: String, in folder: borrowing Descriptor) {
    guard let entries = fdopendir(openat(folder.number, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC))
    else { return }
    defer { closedir(entries) }
    while let entry = readdir(entries) {
      let file = withUnsafePointer(to: &entry.pointee.d_name.0) { String(cString: $0) }
      let rest = file.utf8.dropFirst(name.utf8.count + 2)
      guard file.utf8.starts(with: ".\(name).".utf8), rest.suffix(4).elementsEqual(".tmp".utf8),
        let process = pid_t(Substring(rest.prefix { $0 != UInt8(ascii: "-") })), process > 0
      else { continue }
      if kill(process, 0) != 0 && errno == ESRCH { unlinkat(folder.number, file, 0) }
    }
  }

  func overwrite(_ content: ((UnsafeRawBufferPointer) throws -> Void) throws -> Void) throws {
    guard let file = Descriptor(open(path, O_WRONLY | O_CLOEXEC)) else { throw error("open") }
    let number = file.number
    try content { try write($0, to: number) }
    guard file.close() else { throw error("close") }
  }

  private func write(_ bytes: UnsafeRawBufferPointer, to number: Int32) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let piece = UnsafeRawBufferPointer(rebasing: rest)
      let count = Glibc.write(number, piece.baseAddress, piece.count)
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno != EINTR {
        throw error("write")
      }
    }
  }
}
