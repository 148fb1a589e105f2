import ApusAutograd
import ApusNN
import ApusTensor
import ApusTestSupport
import Distributed
import Foundation
import Synchronization
import Testing

/// Objects that other threads may change while a module's parts are looked for.
@Suite(.ownRandomNumbers) struct GuardedPartTests {
  private final class Holder: Module {
    let content: Any
    init(_ content: Any) { self.content = content }
  }

  private actor Agent { let fc = Linear(1, 1) }
  private actor Generic<Content> {
    let content: Content
    init(_ content: sending Content) { self.content = content }
  }
  private distributed actor Distant {
    typealias ActorSystem = LocalTestingDistributedActorSystem
    let fc = Linear(1, 1)
  }
  private final class Locked<Lock> {
    let lock: Lock
    var fc = Linear(1, 1)
    init(_ lock: Lock) { self.lock = lock }
  }
  private final class Inside: Sendable {
    let fc = Mutex<Linear?>(nil)
    init() { fc.withLock { $0 = Linear(1, 1) } }
  }

  @Test func areNotLookedInto() {
    let cache = NSCache<NSString, Linear>()
    cache.setObject(Linear(1, 1), forKey: "a")
    let guarded: [Any] = [
      Agent(), Generic(1), Distant(actorSystem: LocalTestingDistributedActorSystem()), Inside(),
      cache,
      Locked(NSLock()), Locked(NSRecursiveLock()), Locked(NSCondition()), Locked(NSConditionLock()),
    ]
    for value in guarded { #expect(Holder(value).parameters.isEmpty, "\(type(of: value))") }
    #expect(Holder([1: guarded]).parameters.isEmpty)
  }

  /// A class beside them that is changed all the time: reading it would be a race.
  @Test func changedMeanwhile() async {
    final class Log: @unchecked Sendable {
      let lock = NSLock()
      var lines: [Any] = []
      func add(_ line: String) { lock.withLock { lines = [line, lines.count] } }
    }
    let log = Log()
    let writer = Task.detached { for line in 0..<20_000 { log.add("line \(line) of a log") } }
    let holder = Holder(log)
    for _ in 0..<20_000 { #expect(holder.parameters.isEmpty) }
    await writer.value
  }
}
