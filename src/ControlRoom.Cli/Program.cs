Console.WriteLine("controlroom");
