import ApusFiles
import ApusTestSupport
import FoundationEssentials
import Glibc
import Testing

@Suite struct AtomicWriteTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func mode(_ url: URL) -> mode_t {
    var status = stat()
    #expect(lstat(url.path, &status) == 0)
    return status.st_mode
  }

  @Test func makesAFile() throws {
    try writeAtomically("hello".utf8, to: folder("a.txt"))
    #expect(try readFile(folder("a.txt")) == Array("hello".utf8))
    #expect(try folder.names() == ["a.txt"])

    // As any program makes one: readable by whom the umask allows.
    close(open(folder("plain").path, O_WRONLY | O_CREAT, 0o666))
    #expect(mode(folder("a.txt")) == mode(folder("plain")))
  }

  @Test func replacesAFileAndKeepsItsPermissions() throws {
    let url = try folder.write([1, 2, 3], to: "a")
    chmod(url.path, 0o640)
    try writeAtomically(repeatElement(7, count: 100_000), to: url)
    #expect(try readFile(url) == [UInt8](repeating: 7, count: 100_000))
    #expect(mode(url) & 0o7777 == 0o640)
    try writeAtomically([], to: url)
    #expect(try readFile(url) == [])
    #expect(try folder.names() == ["a"])
  }

  @Test func replacesWhatASymbolicLinkPointsTo() throws {
    let target = try folder.write([1], to: "target")
    symlink("target", folder("link").path)
    try writeAtomically([2], to: folder("link"))
    #expect(try readFile(target) == [2])
    #expect(mode(folder("link")) & S_IFMT == S_IFLNK)
    #expect(try folder.names() == ["link", "target"])
  }

  @Test func givesTheDiskAllOrNothing() throws {
    struct Stop: Error {}
    let url = try folder.write([1, 2, 3], to: "a")
    #expect(throws: Stop.self) {
      try writeAtomically(to: url) { write in
        try [UInt8](repeating: 9, count: 10_000).withUnsafeBytes(write)
        throw Stop()
      }
    }
    #expect(try readFile(url) == [1, 2, 3])
    #expect(try folder.names() == ["a"])
  }

  @Test func threadsShareAName() async throws {
    let url = folder("shared")
    await withThrowingTaskGroup { group in
      for value in 1...4 as ClosedRange<UInt8> {
        group.addTask {
          for _ in 0..<10 { try writeAtomically(repeatElement(value, count: 5000), to: url) }
        }
      }
      for _ in 0..<100 {
        guard let bytes = try? readFile(url) else { continue }
        #expect(bytes.count == 5000 && Set(bytes).count == 1)
      }
    }
    #expect(try folder.names() == ["shared"])
  }

  @Test func removesWhatAKilledProcessLeft() throws {
    // No process has a number this high (the kernel's limit is 2^22).
    try folder.write([1], to: ".a.99999999-3.tmp")
    let others = [".a.1-3.tmp", ".a.x.tmp", ".a.tmp", ".b.99999999-3.tmp", "a.99999999-3.tmp"]
    for name in others { try folder.write([1], to: name) }
    try writeAtomically([2], to: folder("a"))
    #expect(try folder.names() == (others + ["a"]).sorted())
  }

  // MARK: - Errors

  /// Names that begin with what makes one character of itself and the slash or the dot before it, and
  /// two that are equal to Swift's `String`.
  @Test func namesAreBytes() throws {
    for name in ["\u{301}a", "\u{200d}b", "\u{fe0f}", "é", "e\u{301}"] {
      try folder.write([1], to: ".\(name).999999999-1.tmp")
      try writeAtomically([UInt8(name.utf8.count)], to: folder(name))
      #expect(try readFile(folder(name)) == [UInt8(name.utf8.count)])
    }
    #expect(try folder.names().count == 5)

    // The orphan belongs to the other é.
    let orphan = ".e\u{301}.999999999-2.tmp"
    try folder.write([1], to: orphan)
    try writeAtomically([2], to: folder("é"))
    #expect(try folder.names().contains { $0.utf8.elementsEqual(orphan.utf8) })
  }

  private func writeError(_ url: URL) -> FileError? {
    #expect(throws: FileError.self) { try writeAtomically([1, 2], to: url) }
  }

  @Test func missingFolder() throws {
    let error = try #require(writeError(folder("no/a.txt")))
    #expect(error.code == ENOENT && error.access == .writing)
    #expect(
      error.description
        == "\(folder.url.path)/no/a.txt: cannot be written: no such folder (open folder)")
  }

  @Test func folderInPlaceOfAFile() throws {
    let error = try #require(writeError(folder.url))
    #expect(error.code == EISDIR)
    #expect(error.reason == "is a folder, not a file")
    #expect(try folder.names() == [])
  }

  @Test func fileInPlaceOfAFolder() throws {
    let error = try #require(writeError(try folder.write([], to: "a").appending(path: "b")))
    #expect(error.code == ENOTDIR)
    #expect(error.reason == "not a directory")
  }

  @Test func fullDisk() throws {
    let device = URL(filePath: "/dev/full")
    let error = try #require(writeError(device))
    #expect(error.description == "/dev/full: cannot be written: no space left on device (write)")
    #expect(error.code == ENOSPC)
    // It is still the device, not a file that took its name.
    #expect(mode(device) & S_IFMT == S_IFCHR)
  }

  @Test func devicesAreWrittenDirectly() throws {
    try writeAtomically([1], to: URL(filePath: "/dev/null"))
    #expect(mode(URL(filePath: "/dev/null")) & S_IFMT == S_IFCHR)
  }

  @Test func readOnlyFolder() async throws {
    try folder.write([1, 2, 3], to: "a")
    chmod(folder.url.path, 0o555)
    await #expect(processExitsWith: .success) { [path = folder.url.path as String] in
      let url = URL(filePath: path).appending(path: "a")
      try asNobody {
        let error = #expect(throws: FileError.self) { try writeAtomically([4], to: url) }
        #expect(error?.code == EACCES)
        #expect(error?.description == "\(url.path): cannot be written: permission denied (open)")
      }
    }
    #expect(try readFile(folder("a")) == [1, 2, 3])
    #expect(try folder.names() == ["a"])
    chmod(folder.url.path, 0o755)
  }

  @Test func limitReachedInTheMiddle() async throws {
    try folder.write([1, 2, 3], to: "a")
    await #expect(processExitsWith: .success) { [path = folder.url.path as String] in
      var limit = rlimit(rlim_cur: 65536, rlim_max: 65536)
      signal(SIGXFSZ, SIG_IGN)
      try #require(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
      let url = URL(filePath: path).appending(path: "a")
      let error = #expect(throws: FileError.self) {
        try writeAtomically([UInt8](repeating: 1, count: 1_000_000), to: url)
      }
      #expect(error?.code == EFBIG && error?.step == "write")
    }
    #expect(try readFile(folder("a")) == [1, 2, 3])
    #expect(try folder.names() == ["a"])
  }

  @Test func addressesThatAreNoFiles() throws {
    let web = try #require(URL(string: "https://example.org/a"))
    #expect(writeError(web)?.description.hasPrefix("https://example.org/a: ") == true)
    #expect(throws: FileError.self) { try readFile(web) }
    let cut = try #require(URL(string: "file:///tmp/a%00b"))
    #expect(throws: FileError.self) { try writeAtomically([1], to: cut) }
    #expect(throws: FileError.self) { try readFile(cut) }
  }
}
