import ApusFiles
import ApusSerialization
import ApusTensor
import ApusTestSupport
import Testing

@Suite struct SafetensorsTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func everyDTypeAndShapeSurvives() throws {
    let metadata = ["format": "pt", "quotes \"\\\u{8}\u{c}\n\r\t\u{1}": "Mauersegler, 雨燕 🐦"]
    try saveSafetensors(sampleArrays, to: folder("a.safetensors"), metadata: metadata)
    let file = try SafetensorsFile(folder("a.safetensors"))
    #expect(try file.tensors == sampleArrays)
    #expect(file.metadata == metadata)
    #expect(file.url == folder("a.safetensors"))
    #expect(try loadSafetensors(folder("a.safetensors")) == sampleArrays)
  }

  @Test func notANumberSurvivesBitByBit() throws {
    let bits: [UInt32] = [0x7fc0_0000, 0xffc1_2345, 0x7f80_0001]
    let array = NDArray(bits.map { Float(bitPattern: $0) })
    try saveSafetensors(["x": array], to: folder("nan.safetensors"))
    let back = try #require(try loadSafetensors(folder("nan.safetensors"))["x"])
    #expect(array.withBytes { Array($0) } == back.withBytes { Array($0) })
  }

  @Test func viewsAreWrittenInRowMajorOrder() throws {
    let matrix = NDArray([[1, 2, 3], [4, 5, 6]] as [[Float]])
    try saveSafetensors(["t": matrix.permute(1, 0)], to: folder("view.safetensors"))
    let back = try #require(try loadSafetensors(folder("view.safetensors"))["t"])
    #expect(back == NDArray([[1, 4], [2, 5], [3, 6]] as [[Float]]))
  }

  @Test func bytesAreThoseOfTheReference() throws {
    // Wide types first, int64 before float64, then names by their bytes; blanks to 8 bytes.
    try saveSafetensors(
      [
        "é": NDArray(scalar: Float(2)), "z": NDArray(scalar: Float(1)), "b": NDArray([true]),
        "d": NDArray([0.5]), "i": NDArray([1, 2]), "u": NDArray([9] as [UInt8]),
        "j": NDArray([3] as [Int32]),
      ], to: folder("order.safetensors"), metadata: ["b": "2", "a": "1"])
    let bytes = try readFile(folder("order.safetensors"))
    let header =
      #"{"__metadata__":{"a":"1","b":"2"},"#
      + #""i":{"dtype":"I64","shape":[2],"data_offsets":[0,16]},"#
      + #""d":{"dtype":"F64","shape":[1],"data_offsets":[16,24]},"#
      + #""z":{"dtype":"F32","shape":[],"data_offsets":[24,28]},"#
      + #""é":{"dtype":"F32","shape":[],"data_offsets":[28,32]},"#
      + #""j":{"dtype":"I32","shape":[1],"data_offsets":[32,36]},"#
      + #""u":{"dtype":"U8","shape":[1],"data_offsets":[36,37]},"#
      + #""b":{"dtype":"BOOL","shape":[1],"data_offsets":[37,38]}}"#
    let blanks = [UInt8](repeating: 0x20, count: 7 - (header.utf8.count + 7) % 8)
    let start = safetensors(Array(header.utf8) + blanks)
    #expect(start.count % 8 == 0)
    #expect(Array(bytes.prefix(start.count)) == start)
    #expect(bytes.count == start.count + 38)
  }

  @Test func noTensorsAtAll() throws {
    try saveSafetensors([:], to: folder("none.safetensors"))
    #expect(try readFile(folder("none.safetensors")) == safetensors("{}      "))
    #expect(try loadSafetensors(folder("none.safetensors")).isEmpty)
  }

  @Test func metadataIsNoNameForATensor() throws {
    let error = #expect(throws: SafetensorsError.self) {
      try saveSafetensors(["__metadata__": NDArray([1])], to: folder("m.safetensors"))
    }
    #expect(error?.reason == "a tensor cannot be called __metadata__")
    #expect(try folder.names() == [])
  }

  @Test func halfPrecisionIsReadAsFloat32() throws {
    let header =
      #"{"h":{"dtype":"F16","shape":[4],"data_offsets":[0,8]},"#
      + #""b":{"dtype":"BF16","shape":[2,1],"data_offsets":[8,12]}}"#
    let halves: [UInt16] = [0x3e00, 0xfc00, 0x0001, 0x8000, 0x3fc0, 0xc2f7]
    let url = try folder.write(
      safetensors(header) + halves.flatMap(littleEndian), to: "half.safetensors")
    let tensors = try loadSafetensors(url)
    #expect(tensors["h"] == NDArray([1.5, -.infinity, 0x1p-24, -0.0] as [Float]))
    #expect(tensors["b"] == NDArray([[1.5], [-123.5]] as [[Float]]))
  }

  @Test func anyByteIsATruthValue() throws {
    let header = #"{"b":{"dtype":"BOOL","shape":[4],"data_offsets":[0,4]}}"#
    let url = try folder.write(safetensors(header) + [0, 1, 2, 255], to: "bool.safetensors")
    let array = try #require(try loadSafetensors(url)["b"])
    #expect(array == NDArray([false, true, true, true]))
    #expect(array.withBytes { Array($0) } == [0, 1, 1, 1])
  }

  /// What other writers may put there and the reference reader accepts.
  @Test(arguments: [
    "\n\t {\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
    "{ \"a\" : { \"shape\" : [ 1 ] , \"data_offsets\" : [ 0 , 4 ] , \"dtype\" : \"F32\" } } \n",
    #"{"\u0061":{"dtype":"F\u00332","shape":[1],"data_offsets":[0,4]}}"#,
    #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"more":{"x":[-0.5e+3,true,null]}}}"#,
    #"{"__metadata__":null,"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
    #"{"__metadata__":{},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
  ])
  func accepts(header: String) throws {
    let url = try folder.write(safetensors(header, data: 4), to: "a.safetensors")
    #expect(try loadSafetensors(url) == ["a": NDArray([0] as [Float])])
  }

  @Test func orderOfKeysNeedNotBeOrderOfData() throws {
    let header =
      #"{"second":{"dtype":"U8","shape":[1],"data_offsets":[1,2]},"#
      + #""none":{"dtype":"F32","shape":[0],"data_offsets":[1,1]},"#
      + #""first":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}"#
    let url = try folder.write(safetensors(header) + [5, 6], to: "a.safetensors")
    let tensors = try loadSafetensors(url)
    #expect(tensors["first"] == NDArray([5] as [UInt8]))
    #expect(tensors["second"] == NDArray([6] as [UInt8]))
    #expect(tensors["none"] == NDArray([Float]()))
  }

  @Test func escapesInNames() throws {
    let header =
      #"{"\ud83d\uDC26 \"\\\/\b\f\n\r\t\u00e9":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}"#
    let url = try folder.write(safetensors(header), to: "a.safetensors")
    #expect(try loadSafetensors(url).keys.first == "🐦 \"\\/\u{8}\u{c}\n\r\té")
  }
}
