import ApusSerialization
import ApusTestSupport
import FoundationEssentials
import Testing

/// A file that must be refused, and what must be said about it.
struct Damage: CustomTestStringConvertible {
  let bytes: [UInt8]
  let reason: String

  init(_ bytes: [UInt8], _ reason: String) {
    self.bytes = bytes
    self.reason = reason
  }

  /// A safetensors file with this header.
  init(_ header: String, data: Int = 0, _ reason: String) {
    self.init(safetensors(header, data: data), reason)
  }

  /// A safetensors file with one tensor, "a".
  init(_ dtype: String, shape: String, offsets: String, data: Int, _ reason: String) {
    self.init(
      #"{"a":{"dtype":"\#(dtype)","shape":\#(shape),"data_offsets":\#(offsets)}}"#, data: data,
      reason)
  }

  var testDescription: String { reason }
}

@Suite struct DamagedSafetensorsTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func refuses(_ damage: Damage) throws {
    let url = try folder.write(damage.bytes, to: "bad.safetensors")
    let error = #expect(throws: SafetensorsError.self) { try SafetensorsFile(url) }
    #expect(error?.reason == damage.reason)
    #expect(error?.description == "\(url.path): \(damage.reason)")
  }

  static let lengths: [Damage] = [
    Damage([], "is empty"),
    Damage([2, 0, 0, 0], "is not a safetensors file: too short for a header (4 bytes)"),
    Damage(littleEndian(UInt64(0)), "header: does not start with '{'"),
    Damage(
      littleEndian(UInt64(100_000_001)) + Array("{}".utf8),
      "is not a safetensors file (starts with 01 e1 f5 05)"),
    Damage(
      [UInt8](repeating: 255, count: 20), "is not a safetensors file (starts with ff ff ff ff)"),
    Damage(
      [0x89] + Array("PNG\r\n\u{1a}\n".utf8), "is not a safetensors file (starts with 89 50 4e 47)"),
    Damage(
      littleEndian(UInt64(3)) + Array("{}".utf8), "the header would take 3 bytes, file has 2"),
    Damage(
      Array("PK\u{3}\u{4}\0\0\u{8}\u{8}".utf8) + [UInt8](repeating: 0, count: 30),
      "is a zip archive, as torch.save writes it; use safetensors.torch.save_file there"),
  ]

  @Test(arguments: lengths) func length(_ damage: Damage) throws { try refuses(damage) }

  static let texts: [Damage] = [
    Damage(Array("\u{93}NUMPY".utf8).withLength, "header: does not start with '{'"),
    Damage("[]", "header: does not start with '{'"),
    Damage("\u{feff}{}", "header: does not start with '{'"),
    Damage([0x7b, 0x22, 0xff, 0x22, 0x7d].withLength, "header: not UTF-8 at byte 2"),
    Damage([0x7b, 0x22, 0xc0, 0x80, 0x22, 0x7d].withLength, "header: not UTF-8 at byte 2"),
    Damage("{", "header: bad JSON at byte 1: the text ends where a string belongs"),
    Damage("{\"a", "header: bad JSON at byte 3: the text ends where the end of a string belongs"),
    Damage("{} x", "header: bad JSON at byte 3: 'x' where the end belongs"),
    Damage("{}\0", "header: bad JSON at byte 2: '\\u{0}' where the end belongs"),
    Damage("{'a':1}", "header: bad JSON at byte 1: ''' where a string belongs"),
    Damage("{,}", "header: bad JSON at byte 1: ',' where a string belongs"),
    Damage("{\"a\" 1}", "header: bad JSON at byte 5: '1' where ':' belongs"),
    Damage("{\"\u{1}\":1}", "header: bad JSON at byte 2: a control character in a string"),
    Damage(#"{"\x":1}"#, "header: bad JSON at byte 4: an unknown escape"),
    Damage(#"{"\u12g4":1}"#, "header: bad JSON at byte 4: \\u without four hexadecimal digits"),
    Damage(#"{"\u+123":1}"#, "header: bad JSON at byte 4: \\u without four hexadecimal digits"),
    Damage(#"{"\ud800":1}"#, "header: bad JSON at byte 8: half of a surrogate pair"),
    Damage(#"{"\udc00\ud800":1}"#, "header: bad JSON at byte 8: half of a surrogate pair"),
    Damage(#"{"\ud800\u0041":1}"#, "header: bad JSON at byte 14: half of a surrogate pair"),
    Damage(#"{"a":1}"#, "tensor 'a': bad JSON at byte 5: '1' where an object belongs"),
    Damage(
      #"{"a":{"x":1,}}"#, "tensor 'a': bad JSON at byte 12: '}' where a string belongs"),
    Damage(#"{"a":{"x":01}}"#, "tensor 'a': bad JSON at byte 11: '1' where ',' or '}' belongs"),
    Damage(#"{"a":{"x":nul}}"#, "tensor 'a': bad JSON at byte 10: 'n' where a value belongs"),
    Damage(#"{"a":{"x":NaN}}"#, "tensor 'a': bad JSON at byte 10: 'N' where a value belongs"),
    Damage(#"{"a":{"x":1.}}"#, "tensor 'a': bad JSON at byte 12: '}' where a digit belongs"),
    Damage(#"{"a":{"x":-}}"#, "tensor 'a': bad JSON at byte 11: '}' where a value belongs"),
    Damage(#"{"a":{"x":[[[]]]}}"#, "tensor 'a': nested deeper than 4"),
    Damage(
      #"{"a":{"x":"# + String(repeating: "[", count: 100_000),
      "tensor 'a': nested deeper than 4"),
    Damage(
      #"{"__metadata__":[]}"#, "__metadata__: bad JSON at byte 16: '[' where an object belongs"),
    Damage(
      #"{"__metadata__":{"k":1}}"#,
      "__metadata__: bad JSON at byte 21: '1' where a string belongs"),
    Damage(
      #"{"__metadata__":{"k":"v","k":"w"}}"#, "__metadata__: the key 'k' occurs twice"),
    Damage(
      #"{"__metadata__":{"\u00e9":"v","e\u0301":"w"}}"#,
      "__metadata__: 'é' (U+00E9) and 'e\u{301}' (U+0065 U+0301) differ in their bytes, but are one "
        + "key of a dictionary"),
    Damage(
      #"{"__metadata__":{},"__metadata__":{}}"#, "header: the key '__metadata__' occurs twice"),
  ]

  @Test(arguments: texts) func text(_ damage: Damage) throws { try refuses(damage) }

  static let known =
    "BOOL, F4, F6_E2M3, F6_E3M2, U8, I8, F8_E5M2, F8_E4M3, F8_E8M0, F8_E4M3FNUZ, F8_E5M2FNUZ, I16, "
    + "U16, F16, BF16, I32, U32, F32, C64, F64, I64, U64"

  static let entries: [Damage] = [
    Damage(#"{"a":{}}"#, "tensor 'a': has no dtype"),
    Damage(#"{"a":{"dtype":"F32"}}"#, "tensor 'a': has no shape"),
    Damage(#"{"a":{"dtype":"F32","shape":[]}}"#, "tensor 'a': has no data_offsets"),
    Damage(
      #"{"a":{"dtype":"F32","dtype":"F64"}}"#, "tensor 'a': the key 'dtype' occurs twice"),
    Damage(
      #"{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"#
        + #""\u0061":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}"#,
      "header: the key 'a' occurs twice"),
    Damage(
      #"{"a":{"dtype":4}}"#, "tensor 'a': bad JSON at byte 14: '4' where a string belongs"),
    Damage(
      "I128", shape: "[1]", offsets: "[0,16]", data: 16,
      "tensor 'a': dtype 'I128' is not among \(known)"),
    Damage(
      "I16", shape: "[2]", offsets: "[0,8]", data: 8,
      "tensor 'a': I16 of shape [2] takes 4 bytes, but its offsets span 8"),
    Damage(
      "F4", shape: "[4]", offsets: "[0,4]", data: 4,
      "tensor 'a': F4 of shape [4] takes 2 bytes, but its offsets span 4"),
    Damage(
      "F6_E2M3", shape: "[3]", offsets: "[0,3]", data: 3,
      "tensor 'a': F6_E2M3 of shape [3] takes 18 bits, not whole bytes"),
    Damage(
      "f32", shape: "[1]", offsets: "[0,4]", data: 4,
      "tensor 'a': dtype 'f32' is not among \(known)"),
    Damage(
      "F32", shape: "[2,3]", offsets: "[0,20]", data: 20,
      "tensor 'a': F32 of shape [2, 3] takes 24 bytes, but its offsets span 20"),
    Damage(
      "F32", shape: "[]", offsets: "[0,0]", data: 0,
      "tensor 'a': F32 of shape [] takes 4 bytes, but its offsets span 0"),
    Damage(
      "F32", shape: "[-1]", offsets: "[0,4]", data: 4,
      "tensor 'a': '-1' where a whole number belongs"),
    Damage(
      "F32", shape: "[1.0]", offsets: "[0,4]", data: 4,
      "tensor 'a': '1.0' where a whole number belongs"),
    Damage(
      "F32", shape: "[1]", offsets: "[0,4e0]", data: 4,
      "tensor 'a': '4e0' where a whole number belongs"),
    Damage(
      "F32", shape: "[\"1\"]", offsets: "[0,4]", data: 4,
      "tensor 'a': bad JSON at byte 29: '\"' where a number belongs"),
    Damage(
      "F32", shape: "[9223372036854775808]", offsets: "[0,4]", data: 4,
      "tensor 'a': the number '9223372036854775808' is too large"),
    // The product is 4 modulo 2^64.
    Damage(
      "F32", shape: "[4194305,4194305,211106198978564]", offsets: "[0,16]", data: 16,
      "tensor 'a': the shape [4194305, 4194305, 211106198978564] has too many elements"),
    Damage(
      "F32", shape: "[0,4611686018427387904,4]", offsets: "[0,0]", data: 0,
      "tensor 'a': the shape [0, 4611686018427387904, 4] has too many elements"),
    Damage(
      "U8", shape: "[1,1,1,1,1,1,1,1,1]", offsets: "[0,1]", data: 1,
      "tensor 'a': more than 8 dimensions"),
    Damage(
      "U8", shape: "1", offsets: "[0,1]", data: 1,
      "tensor 'a': bad JSON at byte 27: '1' where an array belongs"),
    Damage(
      "U8", shape: "[0]", offsets: "[0]", data: 0, "tensor 'a': data_offsets are not two numbers"),
    Damage("U8", shape: "[0]", offsets: "[0,0,0]", data: 0, "tensor 'a': more than 2 offsets"),
    Damage(
      "U8", shape: "[4]", offsets: "[4,0]", data: 4, "tensor 'a': offsets [4, 0] are reversed"),
    Damage(
      #"{"\u001b[31m\#(String(repeating: "x", count: 99))":{}}"#,
      "tensor '\\u{1b}[31m\(String(repeating: "x", count: 55))...': has no dtype"),
  ]

  @Test(arguments: entries) func entry(_ damage: Damage) throws { try refuses(damage) }

  static let layouts: [Damage] = [
    Damage("U8", shape: "[4]", offsets: "[0,4]", data: 3, "needs 4 bytes of data, file has 3"),
    Damage(
      "F32", shape: "[1000000000]", offsets: "[0,4000000000]", data: 3,
      "needs 4000000000 bytes of data, file has 3"),
    Damage(
      "U8", shape: "[4]", offsets: "[0,4]", data: 9, "5 extra bytes after 4 bytes of data"),
    Damage("{}", data: 1, "1 extra bytes after 0 bytes of data"),
    Damage(
      "U8", shape: "[1]", offsets: "[1,2]", data: 2, "tensor 'a': a hole from byte 0 to 1"),
    Damage(two("[0,4]", "[5,9]"), data: 9, "tensor 'b': a hole from byte 4 to 5"),
    Damage(
      two("[0,4]", "[3,7]"), data: 7,
      "tensor 'b': starts at byte 3, within the tensor that ends at 4"),
    Damage(
      two("[0,4]", "[0,4]"), data: 4,
      "tensor 'b': starts at byte 0, within the tensor that ends at 4"),
  ]

  private static func two(_ a: String, _ b: String) -> String {
    #"{"a":{"dtype":"F32","shape":[1],"data_offsets":\#(a)},"#
      + #""b":{"dtype":"I32","shape":[],"data_offsets":\#(b)}}"#
  }

  @Test(arguments: layouts) func layout(_ damage: Damage) throws { try refuses(damage) }
}

extension [UInt8] {
  fileprivate var withLength: [UInt8] { safetensors(self) }
}
