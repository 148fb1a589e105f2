import ApusSerialization
import ApusTensor
import ApusTestSupport
import Testing

/// Names that Swift's `String` takes for equal are two in the format.
@Suite struct NamesByBytesTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// An é, an angstrom sign, a Greek question mark, each beside another spelling of it.
  @Test(arguments: [
    ("é", "e\u{301}", "U+00E9", "U+0065 U+0301"),
    ("w.\u{212b}", "w.A\u{30a}", "U+0077 U+002E U+212B", "U+0077 U+002E U+0041 U+030A"),
    ("\u{1f1e9}\u{37e}", "\u{1f1e9};", "U+1F1E9 U+037E", "U+1F1E9 U+003B"),
  ])
  func bothAreRead(first: String, second: String, firstCodes: String, secondCodes: String) throws {
    #expect(first == second)
    let header =
      #"{"\#(first)":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"#
      + #""\#(second)":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}"#
    let url = try folder.write(safetensors(header) + [3, 4], to: "a.safetensors")
    let file = try SafetensorsFile(url)
    #expect(file.names.map { Array($0.utf8) } == [Array(first.utf8), Array(second.utf8)])
    #expect(try file[first] == NDArray([3] as [UInt8]))
    #expect(try file[second] == NDArray([4] as [UInt8]))

    let reason =
      "'\(first)' (\(firstCodes)) and '\(second)' (\(secondCodes)) differ in their bytes, but are one "
      + "key of a dictionary; SafetensorsFile(url)[name] reads each"
    let error = #expect(throws: SafetensorsError.self) { try loadSafetensors(url) }
    #expect(error.map { Array($0.reason.utf8) } == Array(reason.utf8))
  }

  @Test func aNameIsAskedForByItsBytes() throws {
    try saveSafetensors(["e\u{301}": NDArray([1])], to: folder("a.safetensors"))
    let file = try SafetensorsFile(folder("a.safetensors"))
    #expect(try file["e\u{301}"] == NDArray([1]))
    let error = #expect(throws: SafetensorsError.self) { try file["é"] }
    #expect(error?.reason == "has no tensor 'é'")
    #expect(try file.tensors["é"] == NDArray([1]))
  }

  @Test func theSameBytesTwiceAreRefused() throws {
    let entry = #"{"dtype":"U8","shape":[0],"data_offsets":[0,0]}"#
    let url = try folder.write(
      safetensors(#"{"e\u0301":\#(entry),"\#("e\u{301}")":\#(entry)}"#), to: "a.safetensors")
    let error = #expect(throws: SafetensorsError.self) { try SafetensorsFile(url) }
    #expect(error?.reason == "header: the key 'e\u{301}' occurs twice")
  }
}
