import ApusAutograd
import ApusTensor
import Dispatch
import Glibc
import Testing

/// What programs are told once on standard error: processes of their own, because it is said once in each.
@Suite struct NoticeTests {
  /// The lines of standard error that begin with "Apus: ".
  private func lines(_ result: ExitTest.Result?) -> [Substring] {
    String(decoding: result?.standardErrorContent ?? [], as: UTF8.self).split(separator: "\n")
      .filter { $0.hasPrefix("Apus: ") }
  }

  @Test func isSaidOnceByAllThreads() async {
    let result = await #expect(
      processExitsWith: .success, observing: [\.standardErrorContent]
    ) {
      unsetenv("APUS_DEBUG_NOTICE")
      DispatchQueue.concurrentPerform(iterations: 8) { _ in Notice.debugBuild.printOnce() }
      Notice.debugBuild.printOnce()
    }
    #expect(lines(result).count == 1)
  }

  @Test func offHidesIt() async {
    let result = await #expect(
      processExitsWith: .success, observing: [\.standardErrorContent]
    ) {
      setenv("APUS_DEBUG_NOTICE", "off", 1)
      Notice.debugBuild.printOnce()
    }
    #expect(lines(result).isEmpty)
  }

  /// Once for all ways to derivatives, and only where the library was built without optimisation.
  @Test func debugBuildsSayWhatTheyAre() async {
    let result = await #expect(
      processExitsWith: .success, observing: [\.standardErrorContent]
    ) {
      unsetenv("APUS_DEBUG_NOTICE")
      let x = Tensor([1, 2], requiresGrad: true)
      x.sum().backward()
      x.sum().backward()
      _ = grad(of: x.sum(), wrt: x)
    }
    #if DEBUG
      #expect(lines(result).count == 1)
      #expect(lines(result).first?.contains("debug build") == true)
    #else
      #expect(lines(result).isEmpty)
    #endif
  }
}
