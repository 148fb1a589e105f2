import CApusKernels
import Dispatch
import Glibc
import Runtime
import Synchronization

/// The search for the line of a program that called the framework.
package final class CallSite: Sendable {
  /// The modules of the framework.
  package static let modules: Set<String> = [
    "Apus", "ApusAutograd", "ApusData", "ApusFiles", "ApusGradCheck", "ApusImages", "ApusNN",
    "ApusOptim", "ApusSerialization", "ApusTensor",
  ]

  /// The innermost line on this thread's stack that stands outside the framework, with its column:
  /// "Sources/Mine/main.swift:12:7", below the current folder without its path.
  ///
  /// nil where the stack does not lead to one, as on a helper's thread, where the program has no debug
  /// information, and where it takes longer than `limit`.
  @inline(never)
  package static func search(for limit: Duration) -> String? {
    let end = DispatchTime.now() + .nanoseconds(Int(limit / .nanoseconds(1)))
    // Names are found at once, lines are not: only those of the program are looked for.
    guard let names = try? Backtrace.capture(limit: 256, top: 0).symbolicated(options: []),
      let first = names.frames.firstIndex(where: isOutside),
      let stack = try? Backtrace.capture(limit: 2, offset: first, top: 0)
    else { return nil }
    let search = CallSite(stack)
    guard search.start(), search.isOver.wait(timeout: end) == .success else { return nil }
    return search.line.withLock { $0 }
  }

  private static func isOutside(_ frame: SymbolicatedBacktrace.Frame) -> Bool {
    guard let symbol = frame.symbol else { return false }
    if let module = module(of: symbol) { return !modules.contains(module) }
    // Top-level code.
    let name = symbol.rawName
    return name == "main" || name.hasSuffix("_main") || name.hasPrefix("async_Main")
  }

  /// nil for C, for top-level code and for Swift's own library.
  private static func module(of symbol: SymbolicatedBacktrace.Symbol) -> String? {
    if let module = extendingModule(of: symbol.rawName) { return module }
    // As in $s4Mine5trainyyF.
    let name = symbol.rawName.dropFirst(2)
    guard symbol.rawName.hasPrefix("$s"), let length = Int(name.prefix { $0.isNumber }) else {
      return nil
    }
    return String(name.drop { $0.isNumber }.prefix(length))
  }

  /// Where a member of an extension was written, as in "(extension in Mine):Autograd.Tensor.half()".
  private static func extendingModule(of mangled: String) -> String? {
    guard let characters = k_demangled(mangled) else { return nil }
    defer { free(characters) }
    let name = String(cString: characters)
    guard let start = name.firstRange(of: "(extension in ")?.upperBound else { return nil }
    return String(name[start...].prefix { $0 != ")" })
  }

  private let stack: Backtrace
  private let line = Mutex<String?>(nil)
  private let isOver = DispatchSemaphore(value: 0)

  private init(_ stack: Backtrace) { self.stack = stack }

  /// On a thread of its own: it may take too long, and needs a larger stack than may be left on this one.
  private func start() -> Bool {
    var thread = pthread_t()
    return pthread_create(
      &thread, nil,
      { search in
        Unmanaged<CallSite>.fromOpaque(search!).takeRetainedValue().run()
        return nil
      }, Unmanaged.passRetained(self).toOpaque()) == 0
  }

  private func run() {
    // To list inlined calls takes several times as long, and is seldom needed.
    let place =
      place(of: stack.symbolicated(options: .showSourceLocations)?.frames.prefix(1))
      ?? place(
        of: stack.symbolicated(options: [.showSourceLocations, .showInlineFrames])?.frames[...])
    line.withLock {
      $0 = place.map { "\(Self.belowCurrentFolder($0.path)):\($0.line):\($0.column)" }
    }
    isOver.signal()
  }

  private func place(of frames: ArraySlice<SymbolicatedBacktrace.Frame>?) -> SymbolicatedBacktrace
    .SourceLocation?
  {
    frames?.lazy.filter(Self.isOutside).compactMap { $0.symbol?.sourceLocation }.first {
      $0.line > 0
    }
  }

  private static func belowCurrentFolder(_ path: String) -> Substring {
    guard let current = getcwd(nil, 0) else { return path[...] }
    defer { free(current) }
    let prefix = String(cString: current) + "/"
    return path.hasPrefix(prefix) ? path.dropFirst(prefix.count) : path[...]
  }
}
