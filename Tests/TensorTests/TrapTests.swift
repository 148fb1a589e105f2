import ApusTensor
import Foundation
import Testing

/// How a program ends because of a mistake.
@Suite struct TrapTests {
  @Test func saysItsMessageAlone() async {
    let result = await #expect(
      processExitsWith: .signal(SIGILL), observing: [\.standardErrorContent]
    ) {
      setenv("SWIFT_BACKTRACE", "enable=no", 1)
      trap("the message")
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains("Fatal error: the message\n"))
    #expect(!text.contains("Trap.swift") && !text.contains("\n  at "))
  }

  @Test func endsWhereALineIsWanted() async {
    let result = await #expect(
      processExitsWith: .signal(SIGILL), observing: [\.standardErrorContent]
    ) {
      unsetenv("SWIFT_BACKTRACE")
      trap("the message")
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains("Fatal error: the message\n"))
    #expect(!text.contains("at Sources/Tensor/"))
  }

  /// One message, and what was printed before; nobody waits for ever.
  @Test func endsWhereManyThreadsTrap() async {
    let result = await #expect(
      processExitsWith: .signal(SIGILL),
      observing: [\.standardErrorContent, \.standardOutputContent]
    ) {
      print("printed before", terminator: "")
      DispatchQueue.concurrentPerform(iterations: 8) { trap("message \($0)") }
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.matches(of: /Fatal error: message \d/).count == 1)
    let output = String(decoding: result?.standardOutputContent ?? [], as: UTF8.self)
    #expect(output.contains("printed before"))
  }
}
