import CApusKernels
import Glibc
import Synchronization

/// Threads that help whoever calls, kept from one call to the next.
///
/// Unchecked Sendable: `work` is written by the caller that has the helpers, while none of them is inside, and
/// `asleep` and `started` under `lock`.
final class ThreadPool: @unchecked Sendable {
  static let shared = ThreadPool()

  private let isTaken = Atomic<Bool>(false)
  private var work: @Sendable () -> Void = {}
  /// Helpers that may still enter, in the upper half; those inside, in the lower half.
  private let places = Atomic<UInt64>(0)
  private static let place: UInt64 = 1 << 32

  private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let workIsThere = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var asleep = 0
  private var started = 0

  private init() {
    pthread_mutex_init(lock, nil)
    pthread_cond_init(workIsThere, nil)
  }

  /// Runs `body` on this thread and on up to `helpers` others at once, and returns when all have returned.
  ///
  /// On this thread alone while another one has the helpers, and within `body`: `body` takes from a common heap of
  /// work what it finds, so that nothing waits for a helper that does not come.
  func run(helpers: Int, _ body: @Sendable () -> Void) {
    guard isTaken.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged
    else { return body() }
    let settings = Settings.current
    withoutActuallyEscaping(body) { body in
      work = { Settings.$current.withValue(settings) { body() } }
      places.store(UInt64(helpers) * Self.place, ordering: .sequentiallyConsistent)
      wake(helpers)
      body()
      places.bitwiseAnd(Self.place - 1, ordering: .relaxed)
      wait { places.load(ordering: .acquiring) == 0 }
      work = {}
    }
    isTaken.store(false, ordering: .releasing)
  }

  private func wake(_ helpers: Int) {
    pthread_mutex_lock(lock)
    while started < helpers {
      started += 1
      start()
    }
    for _ in 0..<Swift.min(asleep, helpers) { pthread_cond_signal(workIsThere) }
    pthread_mutex_unlock(lock)
  }

  /// A pool that cannot have another thread does with those it has.
  private func start() {
    var thread = pthread_t()
    let failure = pthread_create(
      &thread, nil,
      {
        Unmanaged<ThreadPool>.fromOpaque($0!).takeUnretainedValue().help()
      }, Unmanaged.passUnretained(self).toOpaque())
    if failure == 0 { pthread_detach(thread) }
  }

  /// A helper's life. One that was woken too late looks for the next work as well, else it would be late for ever.
  private func help() -> Never {
    while true {
      if enter() {
        work()
        places.wrappingSubtract(1, ordering: .releasing)
      }
      if !findsWork() { sleep() }
    }
  }

  private func enter() -> Bool {
    var seen = places.load(ordering: .relaxed)
    while seen >= Self.place {
      let (exchanged, original) = places.compareExchange(
        expected: seen, desired: seen - Self.place + 1, ordering: .acquiring)
      if exchanged { return true }
      seen = original
    }
    return false
  }

  /// Looks for some 60 us: waking up takes as long as a small matrix product, and in a small network the next one
  /// comes sooner than that.
  private func findsWork() -> Bool {
    for _ in 0..<1500 {
      if places.load(ordering: .relaxed) >= Self.place { return true }
      k_pause()
    }
    return false
  }

  private func sleep() {
    pthread_mutex_lock(lock)
    asleep += 1
    if places.load(ordering: .sequentiallyConsistent) < Self.place {
      pthread_cond_wait(workIsThere, lock)
    }
    asleep -= 1
    pthread_mutex_unlock(lock)
  }
}

/// Returns when `condition` is true: looks for some 20 us, then lets other threads run, then sleeps.
func wait(until condition: () -> Bool) {
  var looks = 0
  while !condition() {
    looks += 1
    switch looks {
    case ..<500: k_pause()
    case ..<600: sched_yield()
    default: usleep(50)
    }
  }
}
