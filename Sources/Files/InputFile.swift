public import FoundationEssentials
import Glibc

/// Reads a whole file.
///
/// An empty file gives an empty array. Throws a `FileError` where the file is missing, a folder or
/// not readable.
public func readFile(_ url: URL) throws -> [UInt8] {
  let file = try InputFile(url)
  return try file.read(0..<file.size)
}

/// An open regular file, read by position.
package struct InputFile: ~Copyable {
  /// As messages show it.
  package let path: String
  /// In bytes, when the file was opened.
  package let size: Int
  private let descriptor: Descriptor

  package init(_ url: URL) throws {
    let path = url.shownPath
    // Opening a pipe that nobody writes to would wait for ever.
    let flags = O_RDONLY | O_NONBLOCK | O_CLOEXEC
    guard let descriptor = Descriptor(open(try url.systemPath(.reading), flags)) else {
      throw FileError(path, .reading, "open", code: errno)
    }
    var status = stat()
    guard fstat(descriptor.number, &status) == 0 else {
      throw FileError(path, .reading, "stat", code: errno)
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw FileError(path, .reading, "open", code: EISDIR)
    default:
      throw FileError(path, .reading, "open", code: EINVAL, reason: "is not a regular file")
    }
    self.path = path
    size = Int(status.st_size)
    self.descriptor = descriptor
  }

  /// The bytes at `range`, which must lie within `size`.
  ///
  /// - Parameter room: how many bytes more must find room in memory, for what is made of these.
  package func read(_ range: Range<Int>, room: Int = 0) throws -> [UInt8] {
    guard InputFile.hasMemory(range.count + room) else {
      throw FileError(path, .reading, "read", code: ENOMEM)
    }
    return try [UInt8](unsafeUninitializedCapacity: range.count) { buffer, done in
      while done < range.count {
        let rest = UnsafeMutableRawBufferPointer(
          rebasing: UnsafeMutableRawBufferPointer(buffer)[done..<range.count])
        let count = pread(descriptor.number, rest.baseAddress, rest.count, range.lowerBound + done)
        if count > 0 {
          done += count
        } else if count == 0 {
          throw FileError(
            path, .reading, "read", code: EIO, reason: "became shorter while it was read")
        } else if errno != EINTR {
          throw FileError(path, .reading, "read", code: errno)
        }
      }
    }
  }

  /// An array that is too large would stop the program, and a file may claim any size: its holes
  /// take no room on the disk.
  private static func hasMemory(_ count: Int) -> Bool {
    guard count > 1 << 30 else { return true }
    let probe = mmap(nil, count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard probe != MAP_FAILED else { return false }
    munmap(probe, count)
    return true
  }
}
