package import FoundationEssentials

/// Something that the sources declare for users or for other modules of the package: a function, a subscript, a
/// computed property or a type.
package struct Declaration: Sendable {
  package enum Kind: String, Sendable {
    case function, `subscript`, property, `class`, `struct`, `enum`, `protocol`
  }

  package let kind: Kind
  /// The type at file scope that it is a member of, also by an extension; nil for what stands there itself.
  package let owner: String?
  /// Without parameters: `narrow`.
  package let name: String
  /// A parameter by its label, or by its type where it has none: `Int`, `start:`, `length:`.
  package let parameters: [String]
  /// The result's type; what a type inherits from and conforms to.
  package let result: String
  /// For users; otherwise for other modules of the package alone.
  package let isPublic: Bool

  /// `narrow(Int, start:, length:)`; the name alone where nothing is called.
  package var signature: String {
    kind == .function || kind == .subscript
      ? "\(name)(\(parameters.joined(separator: ", ")))" : name
  }

  package var isType: Bool { [.class, .struct, .enum, .protocol].contains(kind) }

  /// Whether a word occurs in the result: a type's name.
  package func gives(_ type: String) -> Bool {
    result.split { !$0.isLetter && !$0.isNumber && $0 != "_" }.contains(type[...])
  }
}

extension Declaration {
  /// Where the sources of this package lay when it was built.
  package static let sources = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// All of some modules. Throws where a file cannot be read.
  package static func all(of modules: [String], in sources: URL) throws -> [Declaration] {
    try modules.flatMap { try swiftFiles(in: sources.appending(path: $0)) }.flatMap { file in
      declarations(in: String(decoding: try Data(contentsOf: file), as: UTF8.self))
    }
  }

  private static func swiftFiles(in folder: URL) throws -> [URL] {
    try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
      .filter { $0.hasSuffix(".swift") }.map { folder.appending(path: $0) }
  }
}
