import Glibc

/// A thread of the loader's own, called "apus-data" in process listings.
///
/// Not a Task and not Dispatch: a training loop occupies the threads of Swift's pool, of which there
/// are no more than processors, and nothing would be decoded while it computes.
struct DecodeThread {
  private let handle: pthread_t

  /// Starts `body`, or gives nil where the system has no more threads.
  init?(_ body: @escaping @Sendable () -> Void) {
    let job = Unmanaged.passRetained(Job(body))
    var handle = pthread_t()
    guard pthread_create(&handle, nil, runJob, job.toOpaque()) == 0 else {
      job.release()
      return nil
    }
    self.handle = handle
  }

  /// Waits for `body` to return. To be called exactly once.
  func join() {
    pthread_join(handle, nil)
  }
}

private final class Job {
  let body: @Sendable () -> Void
  init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}

private func runJob(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let argument else { return nil }
  let job = Unmanaged<Job>.fromOpaque(argument).takeRetainedValue()
  nameThread("apus-data")
  job.body()
  return nil
}

/// pthread_setname_np is a GNU extension that Swift does not see; the file does the same.
private func nameThread(_ name: String) {
  let file = open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
  guard file >= 0 else { return }
  _ = name.withCString { write(file, $0, strlen($0)) }
  close(file)
}
