import ApusFiles
import ApusSerialization
import ApusTensor
import ApusTestSupport
import FoundationEssentials
import Testing

@Suite struct NPYTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func missingFiles() throws {
    let url = folder("none")
    let error = try #require(#expect(throws: FileError.self) { try loadNPY(url) })
    #expect(error.description == "\(url.relativePath): no such file")
    #expect(throws: error) { try loadSafetensors(url) }
  }

  @Test(arguments: sampleArrays.keys.sorted())
  func everyDTypeAndShapeSurvives(name: String) throws {
    let array = try #require(sampleArrays[name])
    try saveNPY(array, to: folder("a.npy"))
    #expect(try loadNPY(folder("a.npy")) == array)
    // Readers map the data into memory, so it starts at a multiple of 64 bytes.
    let size = try readFile(folder("a.npy")).count
    #expect((size - array.count * array.dtype.size) % 64 == 0)
  }

  @Test func viewsAreWrittenInRowMajorOrder() throws {
    let matrix = NDArray([[1, 2, 3], [4, 5, 6]])
    try saveNPY(matrix.permute(1, 0), to: folder("a.npy"))
    #expect(try loadNPY(folder("a.npy")) == NDArray([[1, 4], [2, 5], [3, 6]]))
  }

  /// What numpy.save writes (NumPy 2.4).
  @Test(
    arguments: [
      ([], .float64, "{'descr': '<f8', 'fortran_order': False, 'shape': (), }"),
      ([3], .int64, "{'descr': '<i8', 'fortran_order': False, 'shape': (3,), }"),
      ([2, 30, 4], .uint8, "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 30, 4), }"),
      ([1], .bool, "{'descr': '|b1', 'fortran_order': False, 'shape': (1,), }"),
      ([0, 2], .int32, "{'descr': '<i4', 'fortran_order': False, 'shape': (0, 2), }"),
      ([1], .float32, "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }"),
    ] as [([Int], DType, String)])
  func bytesAreThoseOfNumPy(shape: [Int], dtype: DType, header: String) throws {
    let zeros = [UInt8](repeating: 0, count: shape.reduce(dtype.size, *))
    let array = zeros.withUnsafeBytes { NDArray(bytes: $0, shape: shape, dtype: dtype) }
    try saveNPY(array, to: folder("a.npy"))
    let blanks = String(repeating: " ", count: 117 - header.utf8.count)
    let start = npyMagic + [1, 0, 118, 0] + Array("\(header)\(blanks)\n".utf8)
    #expect(try readFile(folder("a.npy")) == start + zeros)
  }

  @Test(arguments: [
    "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 3), }          \n",
    "{'descr':'|u1','fortran_order':False,'shape':(2,3)}",
    "{'descr': '|u1', 'fortran_order': False, 'shape': (2L, 3L), }\n",
    " { \"shape\" : ( 2 , 3 , ) , \"fortran_order\" : False , \"descr\" : \"|u1\" , } ",
  ])
  func spellings(header: String) throws {
    let url = try folder.write(npy(header, data: [1, 2, 3, 4, 5, 6]), to: "a.npy")
    #expect(try loadNPY(url) == NDArray([[1, 2, 3], [4, 5, 6]] as [[UInt8]]))
  }

  @Test func fortranOrder() throws {
    let header = "{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3), }\n"
    let url = try folder.write(npy(header, data: [1, 4, 2, 5, 3, 6]), to: "a.npy")
    #expect(try loadNPY(url) == NDArray([[1, 2, 3], [4, 5, 6]] as [[UInt8]]))
  }

  /// Version 3.0 has UTF-8 in the names of fields, which are not read.
  @Test(arguments: [2, 3]) func longHeaders(version: UInt8) throws {
    let text = Array("{'descr': '|b1', 'fortran_order': False, 'shape': (3,), }\n".utf8)
    let url = try folder.write(
      npyMagic + [version, 0] + littleEndian(UInt32(text.count)) + text + [0, 1, 9], to: "a.npy")
    #expect(try loadNPY(url) == NDArray([false, true, true]))
  }

  @Test func theFirstOfSeveralArrays() throws {
    try saveNPY(NDArray([1.5, 2] as [Float]), to: folder("a.npy"))
    let one = try readFile(folder("a.npy"))
    let url = try folder.write(one + one, to: "two.npy")
    #expect(try loadNPY(url) == NDArray([1.5, 2] as [Float]))
    // What follows need not be whole, but must begin as an array does.
    #expect(try loadNPY(folder.write(one + npyMagic, to: "a.npy")).count == 2)
    for rest in [Array(npyMagic.prefix(5)), [0x93], Array("NUMPY".utf8), [0]] {
      let error = #expect(throws: NPYError.self) {
        try loadNPY(folder.write(one + rest, to: "a.npy"))
      }
      #expect(error?.reason == "\(rest.count) extra bytes after 8 bytes of data")
    }
  }
}

@Suite struct DamagedNPYTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static func header(
    descr: String = "'|u1'", order: String = "False", shape: String = "(2,)", data: Int = 2,
    _ reason: String
  ) -> Damage {
    Damage(
      npy(
        "{'descr': \(descr), 'fortran_order': \(order), 'shape': \(shape), }\n",
        data: [UInt8](repeating: 0, count: data)), reason)
  }

  private static func other(_ descr: String) -> String {
    "elements of type '\(descr)' are not read; bool, integers and floating-point numbers of up to 64 "
      + "bits are"
  }

  static let damages: [Damage] = [
    Damage([], "is empty"),
    Damage(Array("[1, 2, 3]".utf8), "is not a .npy file"),
    Damage(npyMagic, "ends within its header"),
    Damage(npyMagic + [1, 0, 118, 0, 0x7b, 0], "the header would take 118 bytes, file has 2"),
    Damage(npyMagic + [4, 0, 1, 0, 0, 0], "version 4.0 is not read"),
    Damage(npyMagic + [3, 0, 1, 0, 0, 0], "the header would take 1 bytes, file has 0"),
    Damage(npyMagic + [1, 1, 1, 0, 0, 0], "version 1.1 is not read"),
    Damage(
      npyMagic + [1, 0, 0x11, 0x27, 0, 0],
      "the header would take 10001 bytes; at most 10000 are read"),
    Damage(
      npyMagic + [2, 0, 255, 255, 255, 255],
      "the header would take 4294967295 bytes; at most 10000 are read"),
    header(data: 1, "needs 2 bytes of data, file has 1"),
    header(data: 5, "3 extra bytes after 2 bytes of data"),
    header(descr: "'<f4'", shape: "(1000, 1000)", "needs 4000000 bytes of data, file has 2"),
    header(
      shape: "(4194305, 4194305, 1048575)",
      "the shape [4194305, 4194305, 1048575] has too many elements"),
    header(
      shape: "(0, 4611686018427387904, 4)", data: 0,
      "the shape [0, 4611686018427387904, 4] has too many elements"),
    header(shape: "(9223372036854775808,)", "the size '9223372036854775808' is too large"),
    header(shape: "(1, 1, 1, 1, 1, 1, 1, 1, 1)", "more than 8 dimensions"),
    header(shape: "(-2,)", "header: '-2,), }\\u{a}' where a size belongs"),
    header(shape: "(2)", "header: '), }\\u{a}' where ',' belongs"),
    header(shape: "(2.0,)", "header: '.0,), }\\u{a}' where ',' belongs"),
    header(shape: "[2]", "header: '[2], }\\u{a}' where '(' belongs"),
    header(shape: "(2,,)", "header: ',), }\\u{a}' where a size belongs"),
    header(shape: "(2L,L)", "header: 'L), }\\u{a}' where a size belongs"),
    header(shape: "(L2,)", "header: 'L2,), }\\u{a}' where a size belongs"),
    header(descr: "'|O'", "Python objects ('|O') are not read: they could run code"),
    header(descr: "[('x', '<f4')]", "structured elements are not read"),
    header(descr: "'<U5'", other("<U5")),
    header(descr: "'<c8'", other("<c8")),
    header(descr: "'<f16'", other("<f16")),
    header(descr: "'<M8[ns]'", other("<M8[ns]")),
    header(descr: "'<float32'", other("<float32")),
    header(descr: "'<<f4'", other("<<f4")),
    header(descr: "''", other("")),
    header(descr: "'<'", other("<")),
    header(descr: "8", "header: '8, 'fort' where '\"' belongs"),
    header(order: "None", "header: 'None, 's' where True or False belongs"),
    header(order: "__import__('os')", "header: '__import' where True or False belongs"),
    Damage(npy("{}"), "header: descr, fortran_order or shape is missing"),
    Damage(npy("{'descr': '|u1'} x"), "header: 'x' where the end belongs"),
    Damage(npy("{'descr': '|u1'"), "header: the end where '}' belongs"),
    Damage(npy("{'descr': '|u1"), "header: the end where the end of a string belongs"),
    Damage(npy("{'extra': 1}"), "header: unknown or repeated key 'extra'"),
    Damage(npy("{'descr': '|u1', 'descr': '|u1'}"), "header: unknown or repeated key 'descr'"),
    Damage(npy("{'descr\\x41': 1}"), "header: '\\x41': 1' where the end of a string belongs"),
    Damage(npy("\u{0}  "), "header: '\\u{0}  ' where '{' belongs"),
  ]

  @Test(arguments: damages) func refuses(_ damage: Damage) throws {
    let url = try folder.write(damage.bytes, to: "bad.npy")
    let error = #expect(throws: NPYError.self) { try loadNPY(url) }
    #expect(error?.reason == damage.reason)
    #expect(error?.description == "\(url.path): \(damage.reason)")
  }
}
