import FoundationEssentials
import Glibc

/// Keeps two runs from saving to the same files, and finds out early whether the folder can be
/// written to. Held until it is released or the process ends, however it ends.
struct RunLock {
  private let file: Int32
  private let path: String

  /// - Parameter target: what the run is going to save.
  init(for target: URL) throws {
    let path = target.deletingLastPathComponent()
      .appending(path: ".\(target.lastPathComponent).lock").path
    var isFolder = false
    if FileManager.default.fileExists(atPath: target.path, isDirectory: &isFolder), isFolder {
      throw Failure(.cannotCreate, "\(target.relativePath): is a folder, not a file")
    }
    while true {
      let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
      guard file >= 0 else { throw cannotCreate(target, errno) }
      guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
        let code = errno
        close(file)
        guard code == EWOULDBLOCK else { throw cannotCreate(target, code) }
        throw Failure(
          .cannotCreate, "\(target.relativePath): another run of captcha train is saving to it")
      }
      // Its last owner may have removed the file after it was opened here.
      if isSame(file, path) {
        self.file = file
        self.path = path
        return
      }
      close(file)
    }
  }

  func release() {
    unlink(path)
    close(file)
  }
}

private func isSame(_ file: Int32, _ path: String) -> Bool {
  var (opened, named) = (stat(), stat())
  return fstat(file, &opened) == 0 && stat(path, &named) == 0 && opened.st_ino == named.st_ino
}

private func cannotCreate(_ target: URL, _ code: Int32) -> Failure {
  let reason = code == ENOENT ? "no such folder" : String(cString: strerror(code)).lowercased()
  return Failure(.cannotCreate, "\(target.relativePath): cannot be made: \(reason)")
}
