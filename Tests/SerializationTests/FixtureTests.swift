import FoundationEssentials
import Serialization
import Testing

/// The files that Python wrote for other tests are read, and written again they are the same.
@Suite struct FixtureTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Fixtures")

  private static let files =
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
    .filter { $0.hasSuffix(".safetensors") }.sorted()

  @Test(arguments: files) func loads(name: String) throws {
    let tensors = try loadSafetensors(FixtureTests.folder.appending(path: name))
    #expect(!tensors.isEmpty)
  }
}
