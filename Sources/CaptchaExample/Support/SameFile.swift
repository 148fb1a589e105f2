import Glibc

/// Whether two paths lead to one file that is there, through links or by another spelling.
func leadToOneFile(_ a: String, _ b: String) -> Bool {
  var (first, second) = (stat(), stat())
  return stat(a, &first) == 0 && stat(b, &second) == 0
    && first.st_dev == second.st_dev && first.st_ino == second.st_ino
}
