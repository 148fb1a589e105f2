import ApusTensor
import Foundation
import Testing

/// The line of the program that a trap names.
@Suite struct CallSiteTests {
  /// Time enough for a large program on a busy machine.
  static let limit = Duration.seconds(60)

  @Test func isTheCallersLine() {
    let line = #line + 1
    let place = CallSite.search(for: Self.limit)
    let expected = "TensorTests/CallSiteTests.swift:\(line):"
    #expect(place?.contains(expected) == true, "\(place ?? "nil")")
  }

  /// Its symbol begins with the framework's module.
  @Test func extensionsOfTheFrameworkAreTheProgram() {
    let place = NDArray(scalar: 1).callSite()
    let expected = "TensorTests/CallSiteTests.swift:\(NDArray.lineOfCallSite):"
    #expect(place?.contains(expected) == true, "\(place ?? "nil")")
  }

  @Test func isFoundAmongManyFrames() {
    let line = #line + 2
    func deep(_ depth: Int) -> String? {
      guard depth > 0 else { return CallSite.search(for: Self.limit).map { "at \($0)" } }
      return deep(depth - 1).map { "\($0)." }
    }
    let place = deep(1000)
    #expect(place?.contains("CallSiteTests.swift:\(line):") == true, "\(place ?? "nil")")
  }

  @Test func waitsNoLongerThanAllowed() {
    let clock = ContinuousClock()
    let time = clock.measure { #expect(CallSite.search(for: .zero) == nil) }
    #expect(time < .seconds(5))
  }

  /// Whatever Apus exports is the framework.
  @Test func knowsTheModules() throws {
    let folder = URL(filePath: #filePath).appending(path: "../../../Sources/Apus").standardized
    let exports = try String(contentsOf: folder.appending(path: "Exports.swift"), encoding: .utf8)
    let modules = exports.matches(of: /@_exported public import (\w+)\n/).map { String($0.1) }
    #expect(CallSite.modules == Set(modules + ["Apus"]))
  }
}

extension NDArray {
  static let lineOfCallSite = #line + 2
  @inline(never) fileprivate func callSite() -> String? {
    CallSite.search(for: CallSiteTests.limit).map { "at \($0)" }
  }
}
