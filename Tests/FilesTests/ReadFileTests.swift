import ApusFiles
import ApusTestSupport
import FoundationEssentials
import Glibc
import Testing

@Suite struct ReadFileTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func readError(_ url: URL) -> FileError? {
    #expect(throws: FileError.self) { try readFile(url) }
  }

  @Test func wholeFiles() throws {
    let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    #expect(try readFile(try folder.write(bytes, to: "ä b%.bin")) == bytes)
    #expect(try readFile(try folder.write([], to: "empty")) == [])
  }

  @Test func missing() throws {
    let error = try #require(readError(URL(filePath: "no-such-file.safetensors")))
    #expect(error.description == "no-such-file.safetensors: no such file")
    #expect(error.code == ENOENT && error.access == .reading && error.step == "open")
  }

  @Test func relativeToAnotherURL() throws {
    try folder.write([5], to: "a.bin")
    let base = URL(filePath: folder.url.path, directoryHint: .isDirectory)
    #expect(try readFile(URL(filePath: "a.bin", relativeTo: base)) == [5])
    let error = readError(URL(filePath: "b.bin", relativeTo: base))
    #expect(error?.description == "b.bin: no such file")
  }

  @Test func folders() throws {
    #expect(readError(folder.url)?.description == "\(folder.url.path): is a folder, not a file")
    #expect(readError(folder.url)?.code == EISDIR)
  }

  @Test func pipesDoNotBlock() throws {
    mkfifo(folder("pipe").path, 0o600)
    #expect(readError(folder("pipe"))?.reason == "is not a regular file")
    #expect(readError(URL(filePath: "/dev/zero"))?.reason == "is not a regular file")
  }

  @Test func largerThanMemory() throws {
    let url = try folder.write([1], to: "sparse")
    guard truncate(url.path, 1 << 43) == 0 else { return }  // not every file system can
    #expect(readError(url)?.description == "\(url.path): cannot allocate memory")
  }

  @Test func unreadable() async throws {
    let url = try folder.write([1], to: "secret")
    chmod(url.path, 0)
    await #expect(processExitsWith: .success) { [path = url.path as String] in
      try asNobody {
        let error = #expect(throws: FileError.self) { try readFile(URL(filePath: path)) }
        #expect(error?.code == EACCES)
        #expect(error?.description == "\(path): permission denied")
      }
    }
  }
}
