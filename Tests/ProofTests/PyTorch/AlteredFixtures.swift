import ApusProof
import ApusSerialization
import ApusTensor
import ApusTestSupport
import Foundation

/// The project's fixtures with one file altered, as the scripts might have written it: with the right checksum.
struct AlteredFixtures {
  let folder: TemporaryFolder
  private let fixtures: Fixtures

  /// Links to all files, but for `name`.safetensors, whose arrays and metadata `change` gets.
  init(
    _ name: String,
    _ change: (inout [String: NDArray], inout [String: String]) throws -> Void
  ) throws {
    folder = try AlteredFixtures.links(without: "\(name).safetensors")
    let file = try SafetensorsFile(
      Fixtures.defaultFolder.appending(path: "\(name).safetensors"))
    var (arrays, metadata) = (try file.tensors, file.metadata)
    try change(&arrays, &metadata)
    let url = folder("\(name).safetensors")
    metadata["crc32"] = String(repeating: "0", count: 8)
    try saveSafetensors(arrays, to: url, metadata: metadata)
    try Data(Checksum.stamped(Array(Data(contentsOf: url)))).write(to: url)
    fixtures = try Fixtures(folder.url)
  }

  /// The same with other bytes, just as they are, in place of a file; nil: without it.
  init(_ name: String, bytes: [UInt8]?) throws {
    folder = try AlteredFixtures.links(without: name)
    if let bytes { try folder.write(bytes, to: name) }
    fixtures = try Fixtures(folder.url)
  }

  private static func links(without name: String) throws -> TemporaryFolder {
    let (folder, original) = (try TemporaryFolder(), Fixtures.defaultFolder)
    for file in try FileManager.default.contentsOfDirectory(atPath: original.path)
    where file != name && (file.hasSuffix(".safetensors") || file.hasSuffix(".json")) {
      try FileManager.default.createSymbolicLink(
        at: folder(file), withDestinationURL: original.appending(path: file))
    }
    return folder
  }

  /// How an item goes with these fixtures.
  func outcome(of name: String) throws -> ItemOutcome {
    let example = ItemCase.all.first { $0.item.name == name }!
    return try read { try example.group.outcome(of: example.item, $0) }
  }

  /// Reads files while the folder is there.
  @discardableResult
  func read<R>(_ body: (Fixtures) throws -> R) rethrows -> R {
    try withExtendedLifetime(folder) { try body(fixtures) }
  }
}
