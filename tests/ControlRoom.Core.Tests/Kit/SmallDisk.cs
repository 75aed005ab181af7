using System.Diagnostics;

namespace ControlRoom.Tests.Kit;

/// <summary>A file system in memory of a given size, for tests that fill it.</summary>
public sealed class SmallDisk : IDisposable
{
    private SmallDisk(string folder) => Folder = folder;

    public string Folder { get; }

    private string Ballast => Path.Combine(Folder, "ballast");

    /// <summary>The disk, or why none may be mounted here.</summary>
    public static (SmallDisk? Disk, string? WhyNot) Mount(int megabytes)
    {
        if (!Environment.IsPrivilegedProcess) return (null, "Only root may mount a small disk.");
        var folder = Directory.CreateTempSubdirectory("controlroom-disk-").FullName;
        var (code, said) = Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", folder);
        if (code == 0) return (new SmallDisk(folder), null);
        Directory.Delete(folder);
        return (null, $"No small disk can be mounted here: {said}");
    }

    /// <summary>Takes every free byte.</summary>
    public void Fill()
    {
        using var ballast = new FileStream(Ballast, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 1);
        var block = new byte[64 * 1024];
        for (var size = block.Length; size > 0; size /= 16)
        {
            try
            {
                while (true) ballast.Write(block, 0, size);
            }
            catch (IOException)
            {
                // The rest is smaller than this block.
            }
        }
    }

    /// <summary>There is room again.</summary>
    public void Clear() => File.Delete(Ballast);

    public void Dispose()
    {
        Run("umount", "-l", Folder);
        Directory.Delete(Folder);
    }

    private static (int Code, string Said) Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            var said = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, said.Trim());
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            return (-1, e.Message);
        }
    }
}
