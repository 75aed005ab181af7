using System.CommandLine;
using ControlRoom.Cli.Serials;
using ControlRoom.Cli.Shared;
using ControlRoom.Cli.Upkeep;
using ControlRoom.Cli.Users;

var root = new RootCommand("ControlRoom on the command line: the same commands as the pages and the API, in process.") { Options.Json };
root.Add(UserCommands.All());
root.Add(DoctorCommand.Create());
root.Add(OutboxCommands.All());
foreach (var command in BackupCommands.All()) root.Add(command);
OperationCommands.AddTo(root);
return await Terminal.Run(root, args);
