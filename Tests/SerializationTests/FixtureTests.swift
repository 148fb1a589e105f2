import ApusFiles
import ApusSerialization
import ApusTestSupport
import FoundationEssentials
import Testing

/// The files that Python wrote for other tests are read, and written again they are the same.
@Suite struct FixtureTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Fixtures")

  private static let files =
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
    .filter { $0.hasSuffix(".safetensors") }.sorted()

  @Test(arguments: files) func survives(name: String) throws {
    let original = FixtureTests.folder.appending(path: name)
    let file = try SafetensorsFile(original)
    #expect(try !file.tensors.isEmpty)

    let folder = try TemporaryFolder()
    try saveSafetensors(try file.tensors, to: folder(name), metadata: file.metadata)
    let (old, new) = (try readFile(original), try readFile(folder(name)))
    #expect(old.count == new.count)
    // Python leaves the order of the metadata open; the length of the header and all the data are
    // the same.
    let header = 8 + old.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    #expect(old.prefix(8) == new.prefix(8))
    #expect(old.dropFirst(header) == new.dropFirst(header))
  }
}
