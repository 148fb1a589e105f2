import FoundationEssentials
import Glibc
import Synchronization

/// The first `limit` bytes of a regular file; all of them where it has fewer.
///
/// - Parameter maxSize: the most bytes that the file may have.
func readBytes(of url: URL, limit: Int, maxSize: Int) throws -> [UInt8] {
  guard let path = url.systemPath else {
    throw PNGError(file: url.shownPath, reason: "is not the name of a file")
  }
  // Opening a pipe that nobody writes to would wait for ever.
  let file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
  guard file >= 0 else { throw PNGError(url, code: errno) }
  defer { close(file) }

  var status = stat()
  guard fstat(file, &status) == 0 else { throw PNGError(url, code: errno) }
  switch status.st_mode & S_IFMT {
  case S_IFREG: break
  case S_IFDIR: throw PNGError(url, code: EISDIR)
  default: throw PNGError(file: url.shownPath, reason: "is not a regular file")
  }
  guard status.st_size <= maxSize else {
    throw PNGError(
      file: url.shownPath,
      reason: "has \(status.st_size) bytes; at most \(maxSize) are read for an image of this size")
  }

  return try [UInt8](unsafeUninitializedCapacity: min(limit, Int(status.st_size))) { buffer, done in
    while done < buffer.count {
      let count = read(file, buffer.baseAddress! + done, buffer.count - done)
      if count > 0 {
        done += count
      } else if count == 0 {
        break  // The file became shorter; the decoder will miss what is gone.
      } else if errno != EINTR {
        throw PNGError(url, code: errno)
      }
    }
  }
}

/// Writes a file under a hidden name in the same folder and then gives it its own: nobody sees half
/// of it, and a failure leaves what was there. (Nothing is forced to the disk; images can be written
/// by the thousand.)
func replaceFile(at url: URL, with bytes: UnsafeRawBufferPointer) throws {
  guard let path = url.systemPath else {
    throw PNGError(file: url.shownPath, reason: "is not the name of a file")
  }
  let folder = path.lastIndex(of: "/").map { path[...$0] } ?? ""
  let number = hiddenFiles.wrappingAdd(1, ordering: .relaxed).newValue
  let hidden = "\(folder).apus-\(getpid())-\(number).tmp"
  do {
    let file = open(hidden, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard file >= 0 else { throw cannotWrite(url) }
    do {
      try write(bytes, to: file, for: url)
    } catch {
      close(file)
      throw error
    }
    // Some file systems report a full disk only here.
    guard close(file) == 0 else { throw cannotWrite(url) }
    guard rename(hidden, path) == 0 else { throw cannotWrite(url) }
  } catch {
    unlink(hidden)
    throw error
  }
}

/// Counts the hidden files of this process, so that no two threads share one.
private let hiddenFiles = Atomic(0)

private func write(_ bytes: UnsafeRawBufferPointer, to file: Int32, for url: URL) throws {
  var rest = bytes[...]
  while !rest.isEmpty {
    let piece = UnsafeRawBufferPointer(rebasing: rest)
    let count = Glibc.write(file, piece.baseAddress, piece.count)
    if count >= 0 {
      rest = rest.dropFirst(count)
    } else if errno != EINTR {
      throw cannotWrite(url)
    }
  }
}

private func cannotWrite(_ url: URL) -> PNGError {
  PNGError(url, code: errno, doing: "cannot be written")
}
