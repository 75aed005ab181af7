using ControlRoom.Core.Tests.Database;
using Xunit.Runner.InProc.SystemConsole;

return await Child.RunInsteadOfTests() ? 0 : await ConsoleRunner.Run(args);
