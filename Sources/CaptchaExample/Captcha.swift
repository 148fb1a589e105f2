@main struct Captcha { static func main() {} }
