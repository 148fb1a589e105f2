import ApusSerialization
import ApusTensor
import ApusTestSupport
import FoundationEssentials
import Testing

/// Numbers of types that arrays do not have come as the next wider one that holds them all.
struct Widening: CustomTestStringConvertible {
  /// As NumPy spells the type, and as safetensors does; nil where one of them does not have it.
  let npy: String?
  let safetensors: String?
  let elements: [[UInt8]]
  let expected: NDArray

  /// Numbers that are stored as they are in memory.
  init<T: FixedWidthInteger>(
    _ npy: String?, _ safetensors: String?, _ elements: [T], _ expected: NDArray
  ) {
    (self.npy, self.safetensors) = (npy, safetensors)
    self.elements = elements.map(littleEndian)
    self.expected = expected
  }

  var testDescription: String { npy ?? safetensors ?? "" }

  static let all = [
    Widening("b1", "BOOL", [0, 1, 7] as [UInt8], NDArray([false, true, true])),
    Widening("u1", "U8", [0, 128, 255] as [UInt8], NDArray([0, 128, 255] as [UInt8])),
    Widening("i1", "I8", [.min, -1, .max] as [Int8], NDArray([-128, -1, 127] as [Int32])),
    Widening("i2", "I16", [.min, -2, .max] as [Int16], NDArray([-32768, -2, 32767] as [Int32])),
    Widening("u2", "U16", [0, 40000, .max] as [UInt16], NDArray([0, 40000, 65535] as [Int32])),
    Widening("i4", "I32", [.min, 3, .max] as [Int32], NDArray([.min, 3, .max] as [Int32])),
    Widening("u4", "U32", [1, 1 << 31, .max] as [UInt32], NDArray([1, 1 << 31, 4_294_967_295])),
    Widening("i8", "I64", [.min, 5, .max] as [Int64], NDArray([.min, 5, .max])),
    Widening(
      "u8", "U64", [0, 1 << 53 + 1, 1 << 63 - 1] as [UInt64], NDArray([0, 1 << 53 + 1, .max])),
    Widening(
      "f2", "F16", [0x3e00, 0xfc00, 0x0001, 0x7bff, 0x8000] as [UInt16],
      NDArray([1.5, -.infinity, 0x1p-24, 65504, -0.0] as [Float])),
    Widening(
      nil, "BF16", [0x3fc0, 0xc2f7, 0x0001] as [UInt16],
      NDArray([1.5, -123.5, 0x1p-133] as [Float])),
    Widening(
      "f4", "F32", [0x3fc0_0000, 0x0000_0001] as [UInt32],
      NDArray([1.5, .leastNonzeroMagnitude] as [Float])),
    Widening(
      "f8", "F64", [0x3ff8_0000_0000_0000, 0xfff0_0000_0000_0000] as [UInt64],
      NDArray([1.5, -.infinity])),
  ]
}

@Suite struct WideningTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test(arguments: Widening.all) func inSafetensors(_ sample: Widening) throws {
    guard let type = sample.safetensors else { return }
    let count = sample.elements.count
    let size = count * sample.elements[0].count
    let header =
      #"{"a":{"dtype":"\#(type)","shape":[\#(count),1],"data_offsets":[0,\#(size)]},"#
      + #""none":{"dtype":"\#(type)","shape":[0,3],"data_offsets":[\#(size),\#(size)]}}"#
    let url = try folder.write(
      safetensors(header) + sample.elements.flatMap { $0 }, to: "a.safetensors")
    let file = try SafetensorsFile(url)
    #expect(try file["a"] == sample.expected.reshape([count, 1]))
    #expect(try file["none"].shape == [0, 3])
    #expect(try file["none"].dtype == sample.expected.dtype)
  }

  /// In both orders of bytes and with every mark for them; a type of one byte needs none.
  @Test(arguments: Widening.all) func inNPY(_ sample: Widening) throws {
    guard let code = sample.npy else { return }
    let count = sample.elements.count
    for order in ["<", "=", "|", "", ">"] {
      let header = "{'descr': '\(order)\(code)', 'fortran_order': False, 'shape': (\(count),), }\n"
      let elements = order == ">" ? sample.elements.map { $0.reversed() } : sample.elements
      let url = try folder.write(npy(header, data: elements.flatMap { $0 }), to: "a.npy")
      #expect(try loadNPY(url) == sample.expected, "\(order)\(code)")
    }
  }

  /// What numpy.dtype takes for the same type.
  @Test(arguments: [
    ("b1", ["?", "<?", "bool"]), ("i1", ["b", "int8"]), ("u1", ["<B", "uint8"]),
    ("i2", ["<h", "int16"]), ("u2", ["H", "uint16"]), ("i4", ["=i", "int32"]),
    ("u4", ["I", "uint32"]), ("i8", ["<q", "int64"]), ("u8", ["Q", "uint64"]),
    ("f2", ["<e", "float16", "half"]), ("f4", ["f", "float32", "single"]),
    ("f8", ["|d", "float64", "double"]),
  ])
  func otherNames(code: String, spellings: [String]) throws {
    let sample = try #require(Widening.all.first { $0.npy == code })
    for spelling in spellings {
      let header =
        "{'descr': '\(spelling)', 'fortran_order': False, 'shape': (\(sample.elements.count),), }\n"
      let url = try folder.write(npy(header, data: sample.elements.flatMap { $0 }), to: "a.npy")
      #expect(try loadNPY(url) == sample.expected, "\(spelling)")
    }
  }

  @Test func bigEndianInFortranOrder() throws {
    let header = "{'descr': '>u2', 'fortran_order': True, 'shape': (2, 3), }\n"
    let url = try folder.write(
      npy(header, data: [0, 1, 1, 4, 0, 2, 2, 5, 0, 3, 3, 6]), to: "a.npy")
    #expect(try loadNPY(url) == NDArray([[1, 2, 3], [260, 517, 774]] as [[Int32]]))
  }

  @Test func whatInt64CannotHoldIsNamed() throws {
    let data =
      littleEndian(7 as UInt64) + littleEndian(1 << 63 as UInt64) + littleEndian(UInt64.max)
    let header = "{'descr': '<u8', 'fortran_order': False, 'shape': (3,), }\n"
    let error = #expect(throws: NPYError.self) {
      try loadNPY(folder.write(npy(header, data: data), to: "a.npy"))
    }
    #expect(error?.reason == "holds 9223372036854775808, which is too large for int64")
  }

  /// One tensor that cannot be had does not take the others with it.
  @Test func refusedWhereItIsAskedFor() throws {
    let header =
      #"{"u":{"dtype":"U64","shape":[1],"data_offsets":[0,8]},"#
      + #""f8":{"dtype":"F8_E4M3","shape":[3],"data_offsets":[8,11]},"#
      + #""f4":{"dtype":"F4","shape":[1,2],"data_offsets":[11,12]},"#
      + #""f6":{"dtype":"F6_E3M2","shape":[4],"data_offsets":[12,15]},"#
      + #""c":{"dtype":"C64","shape":[],"data_offsets":[15,23]},"#
      + #""good":{"dtype":"U8","shape":[2],"data_offsets":[23,25]}}"#
    let data = littleEndian(UInt64.max) + [UInt8](repeating: 9, count: 17)
    let url = try folder.write(safetensors(header) + data, to: "a.safetensors")
    let file = try SafetensorsFile(url)
    #expect(file.names == ["u", "f8", "f4", "f6", "c", "good"])
    #expect(try file["good"] == NDArray([9, 9] as [UInt8]))
    for (name, reason) in [
      ("u", "tensor 'u': holds 18446744073709551615, which is too large for int64"),
      ("f8", "tensor 'f8': elements of type F8_E4M3 are not read"),
      ("f4", "tensor 'f4': elements of type F4 are not read"),
      ("f6", "tensor 'f6': elements of type F6_E3M2 are not read"),
      ("c", "tensor 'c': elements of type C64 are not read"), ("d", "has no tensor 'd'"),
    ] {
      let error = #expect(throws: SafetensorsError.self) { try file[name] }
      #expect(error?.description == "\(url.path): \(reason)")
    }
    let all = #expect(throws: SafetensorsError.self) { try loadSafetensors(url) }
    #expect(all?.reason == "tensor 'u': holds 18446744073709551615, which is too large for int64")
  }
}
