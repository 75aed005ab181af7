namespace ControlRoom.Core.Kernel;

/// <summary>Folders for what only the account of the application may read: hashes of passwords, keys of cookies, everything the plant knows.</summary>
public static class PrivateFolder
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Makes it if it is not there; one that is there keeps the rights it was given.</summary>
    /// <returns>Its full path.</returns>
    public static string Make(string path) => (OperatingSystem.IsWindows() || Directory.Exists(path) ? Directory.CreateDirectory(path) : Directory.CreateDirectory(path, Owner)).FullName;
}
